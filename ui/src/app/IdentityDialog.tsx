// Asks anew who one is, before something that would outlive a stolen session; the waiting request then goes on by itself.
import { useState, type FormEvent } from "react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { answerIdentity } from "@/api/identity";
import { useMe } from "@/api/me";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field, Input, SecretInput } from "@/ui/Field";

type Way = "password" | "code";

function Proof({ way }: { way: Way }) {
  const { t } = useTranslation(["shell", "common"]);
  const confirm = useMutation({
    mutationFn: (typed: string) =>
      api.POST("/api/v1/session/confirm", { body: way === "code" ? { second_factor: typed } : { password: typed } }),
    gcTime: 0,
    onSuccess: () => answerIdentity(true),
  });
  const errors = fieldErrors(confirm.error);
  const inField = errors.password ?? errors.second_factor;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    confirm.mutate(String(new FormData(event.currentTarget).get("proof")));
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5 pb-1">
      {confirm.error && !inField && <ErrorNotice error={confirm.error} />}
      {way === "code" ? (
        <Field label={t("shell:identity.code")} hint={t("shell:identity.codeHint")} error={inField}>
          <Input name="proof" autoComplete="one-time-code" spellCheck={false} required autoFocus maxLength={40} />
        </Field>
      ) : (
        <Field label={t("shell:identity.password")} error={inField}>
          <SecretInput
            name="proof"
            autoComplete="current-password"
            required
            autoFocus
            showLabel={t("common:showPassword")}
            hideLabel={t("common:hidePassword")}
          />
        </Field>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button type="button" onClick={() => answerIdentity(false)}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" tone="primary" busy={confirm.isPending}>
          {t("shell:identity.confirm")}
        </Button>
      </div>
    </form>
  );
}

export function IdentityDialog() {
  const { t } = useTranslation(["shell", "common"]);
  const me = useMe();
  const [way, setWay] = useState<Way>("password");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && answerIdentity(false)}
      title={t("shell:identity.title")}
      description={t("shell:identity.body")}
      closeLabel={t("common:close")}
    >
      <Proof key={way} way={way} />
      {me.person.second_factor && (
        <Button tone="quiet" onClick={() => setWay(way === "password" ? "code" : "password")}>
          {t(way === "password" ? "shell:identity.byCode" : "shell:identity.byPassword")}
        </Button>
      )}
    </Dialog>
  );
}
