// One pasted value with its picture; Meta is asked about it at once, and the answer stands beside the field.
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { useInspect } from "../queries";
import { Button } from "@/ui/Button";
import { Field, SecretInput } from "@/ui/Field";
import { Progress } from "@/ui/Progress";
import { ErrorNotice } from "../../common/ErrorNotice";
import { secretKind } from "../secretKind";
import { Clicks } from "./Clicks";

interface PasteStepProps {
  kind: "token" | "app_secret";
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
  inspect: ReturnType<typeof useInspect>;
  onInspect: () => void;
  /** What was found; shown below the field. */
  findings: ReactNode;
  /** May one go on with it? */
  fine: boolean;
  onNext: () => void;
  /** The app the token belongs to, once that is known. */
  appId?: string | undefined;
}

/** How long typing must rest before Meta is asked, in milliseconds. */
const REST = 500;
/** Shorter than this nothing is a token or a secret, in characters. */
const SHORTEST = 20;

export function PasteStep({ kind, value, error, onChange, inspect, onInspect, findings, fine, onNext, appId }: PasteStepProps) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const other = secretKind(value) !== "unknown" && secretKind(value) !== kind;
  const ask = useRef(onInspect);
  useEffect(() => {
    ask.current = onInspect;
  });
  useEffect(() => {
    if (value.length < SHORTEST || other || fine) return undefined;
    const timer = setTimeout(() => ask.current(), REST);
    return () => clearTimeout(timer);
    // Asked once for each value; what was found does not ask again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [value]);
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (fine) onNext();
        else onInspect();
      }}
    >
      <Clicks kind={kind} appId={appId} />
      <Field
        label={t(kind === "token" ? "whatsapp:connect.token" : "whatsapp:connect.secret")}
        hint={t(kind === "token" ? "whatsapp:connect.tokenHint" : "whatsapp:connect.secretHint")}
        error={other ? t(`whatsapp:renew.not.${kind}`) : error}
      >
        <SecretInput
          required
          autoComplete="off"
          placeholder={kind === "token" ? "EAA…" : ""}
          value={value}
          onChange={(event) => onChange(event.target.value.trim())}
          showLabel={t("common:showPassword")}
          hideLabel={t("common:hidePassword")}
        />
      </Field>
      {inspect.isPending && <Progress label={t("whatsapp:connect.working")} />}
      {inspect.error && !error && <ErrorNotice error={inspect.error} onRetry={onInspect} />}
      {findings}
      <div>
        <Button type="submit" tone="primary" size="large" busy={inspect.isPending} disabled={!value || other}>
          {fine ? t("common:next") : t("whatsapp:wizard.ask")}
        </Button>
      </div>
    </form>
  );
}
