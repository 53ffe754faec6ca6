// The owner's mail server. The password goes in and never comes out.
import { useState, type FormEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { MailSecurity, NotificationServers } from "@/api/types";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Field, Input, SecretInput, Select } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { serversQuery } from "./queries";

/** What each way of encrypting usually listens on. */
const PORTS: Record<MailSecurity, number> = { tls: 465, starttls: 587, none: 25 };
const SECURITY: MailSecurity[] = ["tls", "starttls", "none"];

interface Draft {
  host: string;
  port: number;
  security: MailSecurity;
  user: string;
  /** Nothing typed: the kept one stays. */
  password: string | null;
  from: string;
}

function draftOf({ mail }: NotificationServers): Draft {
  const { host = "", port = PORTS.tls, security = "tls", user = "", from = "" } = mail ?? {};
  return { host, port, security, user: user ?? "", password: null, from };
}

function useServers(onSuccess: (servers: NotificationServers) => void) {
  const queryClient = useQueryClient();
  const fresh = () => queryClient.invalidateQueries({ queryKey: key("notifications") });
  const save = useMutation({
    mutationFn: ({ password, ...draft }: Draft) =>
      dataOf(api.PUT("/api/v1/notifications/mail-server", { body: { ...draft, ...(password !== null && { password }) } })),
    onSuccess: async (servers) => {
      onSuccess(servers);
      await fresh();
    },
  });
  const forget = useMutation({
    mutationFn: () => api.DELETE("/api/v1/notifications/mail-server"),
    onSuccess: async () => {
      onSuccess({ mail: null, template_id: null });
      await fresh();
    },
  });
  return { save, forget };
}

function MailForm({ servers }: { servers: NotificationServers }) {
  const { t } = useTranslation(["notifications", "common"]);
  const [draft, setDraft] = useState(() => draftOf(servers));
  const [forgetting, setForgetting] = useState(false);
  const { save, forget } = useServers((now) => setDraft(draftOf(now)));
  const errors = fieldErrors(save.error);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(draft, { onSuccess: () => toast({ title: t("common:saved"), tone: "good" }) });
  };
  const port = (security: MailSecurity) => (Object.values(PORTS).includes(draft.port) ? PORTS[security] : draft.port);
  return (
    <form onSubmit={onSubmit} className="flex max-w-xl flex-col gap-5">
      {save.error && Object.keys(errors).length === 0 && <ErrorNotice error={save.error} />}
      <div className="grid gap-5 sm:grid-cols-[minmax(0,1fr)_7rem]">
        <Field label={t("notifications:host")} error={errors.host}>
          <Input
            dir="ltr"
            required
            placeholder="smtp.example.com"
            value={draft.host}
            onChange={(event) => set({ host: event.target.value })}
          />
        </Field>
        <Field label={t("notifications:port")} error={errors.port}>
          <Input
            type="number"
            min={1}
            max={65535}
            required
            value={draft.port}
            onChange={(event) => set({ port: Number(event.target.value) })}
          />
        </Field>
      </div>
      <Field label={t("notifications:security")} error={errors.security} hint={t(`notifications:securityHint.${draft.security}`)}>
        <Select
          value={draft.security}
          onChange={(event) => {
            const security = SECURITY.find((one) => one === event.target.value) ?? "tls";
            set({ security, port: port(security) });
          }}
        >
          {SECURITY.map((one) => (
            <option key={one} value={one}>
              {t(`notifications:securities.${one}`)}
            </option>
          ))}
        </Select>
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t("notifications:user")} error={errors.user}>
          <Input dir="ltr" autoComplete="off" value={draft.user} onChange={(event) => set({ user: event.target.value })} />
        </Field>
        <Field
          label={t("notifications:password")}
          error={errors.password}
          hint={servers.mail?.password_set ? t("notifications:passwordKept") : undefined}
        >
          <SecretInput
            autoComplete="new-password"
            value={draft.password ?? ""}
            onChange={(event) => set({ password: event.target.value || null })}
            showLabel={t("common:showPassword")}
            hideLabel={t("common:hidePassword")}
          />
        </Field>
      </div>
      <Field label={t("notifications:sender")} error={errors.from} hint={t("notifications:senderHint")}>
        <Input
          dir="ltr"
          required
          placeholder="Shopbell <bell@example.com>"
          value={draft.from}
          onChange={(event) => set({ from: event.target.value })}
        />
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={save.isPending}>
          {t("common:save")}
        </Button>
        {servers.mail && (
          <Button tone="quietDanger" onClick={() => setForgetting(true)}>
            {t("notifications:forgetServer")}
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={forgetting}
        onOpenChange={setForgetting}
        title={t("notifications:forgetServer")}
        description={t("notifications:forgetServerBody")}
        confirmLabel={t("notifications:forgetServer")}
        cancelLabel={t("common:cancel")}
        busy={forget.isPending}
        onConfirm={() => forget.mutate(undefined, { onSettled: () => setForgetting(false) })}
      />
    </form>
  );
}

export function MailServer() {
  const servers = useQuery(serversQuery);
  return <Loaded query={servers}>{(known) => <MailForm key={known.mail?.host} servers={known} />}</Loaded>;
}
