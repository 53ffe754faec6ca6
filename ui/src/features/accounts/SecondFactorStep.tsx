// The second question at the door: a code from the authenticator app, or a recovery code when the phone is gone.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Field, Input } from "@/ui/Field";
import { loneLink } from "@/ui/TextLink";
import { ErrorNotice } from "../common/ErrorNotice";
import { Door } from "./Door";

interface SecondFactorStepProps {
  busy: boolean;
  error: unknown;
  onCode: (code: string) => void;
  onBack: () => void;
}

export function SecondFactorStep({ busy, error, onCode, onBack }: SecondFactorStepProps) {
  const { t } = useTranslation(["accounts", "common"]);
  const [recovery, setRecovery] = useState(false);
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onCode(String(new FormData(event.currentTarget).get("code")).replace(/\s/g, ""));
  };
  return (
    <Door
      title={t("accounts:secondFactor.title")}
      lead={recovery ? t("accounts:secondFactor.recoveryLead") : t("accounts:secondFactor.lead")}
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-5" key={String(recovery)}>
        {Boolean(error) && <ErrorNotice error={error} />}
        <Field label={recovery ? t("accounts:secondFactor.recoveryCode") : t("accounts:secondFactor.code")}>
          {recovery ? (
            <Input name="code" autoComplete="off" autoCapitalize="none" spellCheck={false} required autoFocus />
          ) : (
            <Input
              name="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={7}
              required
              autoFocus
              className="text-xl tracking-[0.35em] sm:text-xl"
            />
          )}
        </Field>
        <Button type="submit" tone="primary" size="large" busy={busy}>
          {t("accounts:signIn.submit")}
        </Button>
        <div className="flex flex-wrap justify-between gap-3">
          <button type="button" className={loneLink} onClick={() => setRecovery(!recovery)}>
            {recovery ? t("accounts:secondFactor.useCode") : t("accounts:secondFactor.useRecovery")}
          </button>
          <button type="button" className={loneLink} onClick={onBack}>
            {t("common:back")}
          </button>
        </div>
      </form>
    </Door>
  );
}
