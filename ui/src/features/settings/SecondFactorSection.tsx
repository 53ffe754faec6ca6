// The second factor: on with a QR code and one code back, off with the password.
import { useState, type FormEvent } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import { useMe } from "@/api/me";
import { Badge, Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import { Field, Input, SecretInput } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { QrCode } from "./QrCode";
import { Section } from "./Section";

function PasswordForm({
  submit,
  busy,
  error,
  onPassword,
  dangerous = false,
}: {
  submit: string;
  busy: boolean;
  error: unknown;
  onPassword: (password: string) => void;
  dangerous?: boolean;
}) {
  const { t } = useTranslation(["settings", "common"]);
  const inField = fieldErrors(error).password;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onPassword(String(new FormData(event.currentTarget).get("password")));
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-5">
      {Boolean(error) && !inField && <ErrorNotice error={error} />}
      <Field label={t("settings:account.current")} error={inField}>
        <SecretInput
          name="password"
          autoComplete="current-password"
          required
          autoFocus
          showLabel={t("common:showPassword")}
          hideLabel={t("common:hidePassword")}
        />
      </Field>
      <div className="flex justify-end pb-1">
        <Button type="submit" tone={dangerous ? "danger" : "primary"} busy={busy}>
          {submit}
        </Button>
      </div>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <div className="flex flex-col gap-5">
      <Notice tone="brass">{t("settings:secondFactor.codesLead")}</Notice>
      <ul className="grid grid-cols-2 gap-x-6 gap-y-2 rounded-xl bg-sunken px-5 py-4 font-mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap justify-end gap-2 pb-1">
        <CopyButton size="medium" text={codes.join("\n")} label={t("common:copy")} copiedLabel={t("common:copied")} />
        <Button tone="primary" onClick={onDone}>
          {t("settings:secondFactor.kept")}
        </Button>
      </div>
    </div>
  );
}

function SwitchOn({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation(["settings", "common", "accounts"]);
  const queryClient = useQueryClient();
  const offer = useMutation({
    mutationFn: (password: string) => dataOf(api.POST("/api/v1/me/second-factor", { body: { password } })),
    gcTime: 0,
  });
  const confirm = useMutation({
    mutationFn: (code: string) => dataOf(api.POST("/api/v1/me/second-factor/confirm", { body: { code } })),
    gcTime: 0,
    onSuccess: () =>
      Promise.all([queryClient.invalidateQueries({ queryKey: key("me") }), queryClient.invalidateQueries({ queryKey: key("home") })]),
  });
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recovery_codes} onDone={onDone} />;
  if (!offer.data) return <PasswordForm submit={t("common:next")} busy={offer.isPending} error={offer.error} onPassword={offer.mutate} />;
  const { otpauth_url, secret } = offer.data;
  const inField = fieldErrors(confirm.error).code;
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate(String(new FormData(event.currentTarget).get("code")).replace(/\s/g, ""));
      }}
    >
      {confirm.error && !inField && <ErrorNotice error={confirm.error} />}
      <div className="flex flex-wrap items-center gap-5">
        <QrCode text={otpauth_url} label={t("settings:secondFactor.qr")} />
        <div className="min-w-0 flex-1 basis-48">
          <p>{t("settings:secondFactor.scan")}</p>
          <p className="mt-3 text-sm text-ink-faint">{t("settings:secondFactor.byHand")}</p>
          <p className="mt-1 flex items-center gap-1">
            <code className="font-mono text-sm break-all">{secret.match(/.{1,4}/g)?.join(" ")}</code>
            <CopyButton iconOnly text={secret} label={t("common:copy")} copiedLabel={t("common:copied")} />
          </p>
        </div>
      </div>
      <Field label={t("accounts:secondFactor.code")} error={inField}>
        <Input
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          required
          autoFocus
          className="text-xl tracking-[0.35em] sm:text-xl"
        />
      </Field>
      <div className="flex justify-end pb-1">
        <Button type="submit" tone="primary" busy={confirm.isPending}>
          {t("settings:secondFactor.turnOn")}
        </Button>
      </div>
    </form>
  );
}

function SwitchOff({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("settings");
  const queryClient = useQueryClient();
  const off = useMutation({
    mutationFn: (password: string) => api.DELETE("/api/v1/me/second-factor", { body: { password } }),
    onSuccess: async () => {
      await Promise.all([queryClient.invalidateQueries({ queryKey: key("me") }), queryClient.invalidateQueries({ queryKey: key("home") })]);
      toast({ title: t("secondFactor.isOff") });
      onDone();
    },
  });
  return <PasswordForm dangerous submit={t("secondFactor.turnOff")} busy={off.isPending} error={off.error} onPassword={off.mutate} />;
}

export function SecondFactorSection() {
  const { t } = useTranslation(["settings", "common"]);
  const { person } = useMe();
  // Which way it was when the dialog opened, so that it does not change under the reader.
  const [open, setOpen] = useState<"on" | "off" | null>(null);
  const close = () => setOpen(null);
  return (
    <Section
      title={
        <span className="flex flex-wrap items-center gap-3">
          {t("settings:secondFactor.title")}
          {person.second_factor ? (
            <Badge tone="good">{t("settings:secondFactor.on")}</Badge>
          ) : (
            <Badge>{t("settings:secondFactor.off")}</Badge>
          )}
        </span>
      }
      description={t("settings:secondFactor.lead")}
      action={
        <Button onClick={() => setOpen(person.second_factor ? "off" : "on")}>
          {person.second_factor ? t("settings:secondFactor.turnOff") : t("settings:secondFactor.turnOn")}
        </Button>
      }
    >
      <Dialog
        open={open !== null}
        onOpenChange={(next) => !next && close()}
        title={t("settings:secondFactor.title")}
        description={open === "off" ? t("settings:secondFactor.offWarning") : undefined}
        closeLabel={t("common:close")}
      >
        {open === "on" && <SwitchOn onDone={close} />}
        {open === "off" && <SwitchOff onDone={close} />}
      </Dialog>
    </Section>
  );
}
