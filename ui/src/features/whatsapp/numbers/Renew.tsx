// A new token or a new app secret for a number that exists. What is pasted stays in its field until it is sent.
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { fieldErrors } from "@/api/errorWords";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field, SecretInput } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../../common/ErrorNotice";
import { AppMap } from "../AppMap";
import { useNewSecret, useNewToken } from "../queries";
import { secretKind } from "../secretKind";

type Kind = "token" | "app_secret";
const fieldOf = { token: "access_token", app_secret: "app_secret" } as const;

function RenewForm({ kind, connection, onDone }: { kind: Kind; connection: string; onDone: () => void }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const [value, setValue] = useState("");
  const token = useNewToken(connection);
  const secret = useNewSecret(connection);
  const change = kind === "token" ? token : secret;
  const errors = fieldErrors(change.error);
  const mistaken = secretKind(value) !== "unknown" && secretKind(value) !== kind ? t(`whatsapp:renew.not.${kind}`) : undefined;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(value, {
      onSuccess: () => {
        toast({ title: t("common:saved"), tone: "good" });
        onDone();
      },
    });
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {change.error && !errors[fieldOf[kind]] && <ErrorNotice error={change.error} />}
      <Field label={t(kind === "token" ? "whatsapp:connect.token" : "whatsapp:connect.secret")} error={errors[fieldOf[kind]] ?? mistaken}>
        <SecretInput
          autoFocus
          required
          autoComplete="off"
          value={value}
          onChange={(event) => setValue(event.target.value.trim())}
          showLabel={t("common:showPassword")}
          hideLabel={t("common:hidePassword")}
        />
      </Field>
      <AppMap kind={kind} />
      <DialogActions>
        <Button tone="quiet" onClick={onDone}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" tone="primary" busy={change.isPending} disabled={!value || mistaken !== undefined}>
          {t("common:save")}
        </Button>
      </DialogActions>
    </form>
  );
}

export function Renew({ kind, connection }: { kind: Kind; connection: string }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t(`whatsapp:renew.${kind}`)}</Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t(`whatsapp:renew.${kind}`)}
        description={t(`whatsapp:renew.lead.${kind}`)}
        closeLabel={t("common:close")}
      >
        <RenewForm kind={kind} connection={connection} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}
