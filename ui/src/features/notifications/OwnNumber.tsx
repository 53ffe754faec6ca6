// Notices over WhatsApp: my own number, and the template they go by.
import { useState, type FormEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { fieldErrors } from "@/api/errorWords";
import { key } from "@/api/keys";
import type { NotificationServers, NotificationSettings, Template } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Field, Input, Select } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { ErrorNotice } from "../common/ErrorNotice";
import { Loaded } from "../common/Loaded";
import { useToastError } from "../common/notify";
import { sendableQuery } from "../templates/queries";
import { asChange, serversQuery, useChange } from "./queries";

/** A notice fills one blank; a header with a file would stay empty. */
const fits = (template: Template) =>
  template.variables.length === 1 && (!template.header || template.header.type === "text") && template.category === "utility";

function TemplateChoice({ servers, templates }: { servers: NotificationServers; templates: Template[] }) {
  const { t } = useTranslation(["notifications", "common"]);
  const queryClient = useQueryClient();
  const onError = useToastError();
  const choose = useMutation({
    mutationFn: (template_id: string | null) => dataOf(api.PUT("/api/v1/notifications/whatsapp-template", { body: { template_id } })),
    onSuccess: async () => {
      toast({ title: t("common:saved"), tone: "good" });
      await queryClient.invalidateQueries({ queryKey: key("notifications") });
    },
    onError,
  });
  const suitable = templates.filter(fits);
  if (suitable.length === 0)
    return (
      <Notice tone="note" title={t("notifications:noTemplate")}>
        {t("notifications:noTemplateHint")}
        <q className="mt-1 block italic">{t("notifications:templateExample", { blank: "{{1}}" })}</q>
      </Notice>
    );
  return (
    <Field label={t("notifications:template")} hint={t("notifications:templateHint")}>
      <Select value={servers.template_id ?? ""} disabled={choose.isPending} onChange={(event) => choose.mutate(event.target.value || null)}>
        <option value="">{t("notifications:templateNone")}</option>
        {suitable.map((template) => (
          <option key={template.id} value={template.id}>
            {template.name} ({template.language})
          </option>
        ))}
      </Select>
    </Field>
  );
}

function Templates() {
  const servers = useQuery(serversQuery);
  const templates = useQuery(sendableQuery);
  return (
    <Loaded query={servers}>
      {(known) => <Loaded query={templates}>{(sendable) => <TemplateChoice servers={known} templates={sendable} />}</Loaded>}
    </Loaded>
  );
}

export function OwnNumber({ settings }: { settings: NotificationSettings }) {
  const { t } = useTranslation(["notifications", "common"]);
  const change = useChange();
  const [phone, setPhone] = useState(settings.whatsapp_phone ? `+${settings.whatsapp_phone}` : "");
  const error = fieldErrors(change.error).whatsapp_phone;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const body = { ...asChange(settings), whatsapp_phone: phone.trim() || null };
    change.mutate(body, { onSuccess: () => toast({ title: t("common:saved"), tone: "good" }) });
  };
  return (
    <div className="flex max-w-xl flex-col gap-5">
      <Templates />
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        {change.error && !error && <ErrorNotice error={change.error} />}
        <Field label={t("notifications:phone")} hint={t("notifications:phoneHint")} error={error}>
          <Input
            type="tel"
            dir="ltr"
            autoComplete="tel"
            placeholder="+39 320 1234567"
            value={phone}
            onChange={(event) => setPhone(event.target.value)}
          />
        </Field>
        <div>
          <Button type="submit" busy={change.isPending}>
            {t("common:save")}
          </Button>
        </div>
      </form>
    </div>
  );
}
