// A connection that exists: the number, the doctor's checks in order of cause, what Meta calls, and the way out.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChevronDown, RefreshCw } from "lucide-react";
import type { Connection } from "@/api/types";
import { formatPhone } from "@/lib/phone";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyButton } from "@/ui/CopyButton";
import { Icon } from "@/ui/Icon";
import { useToastError } from "../common/notify";
import { Checks } from "./Checks";
import { useDisconnect, useDoctor } from "./queries";

function NumberHead({ connection }: { connection: Connection }) {
  const { t } = useTranslation("whatsapp");
  return (
    <div className="mb-8">
      <p className="text-ink-soft">{connection.verified_name ?? t("noName")}</p>
      <p className="mt-1 font-serif text-4xl font-medium tracking-tight sm:text-5xl">
        <bdi dir="ltr">{connection.display_phone_number ? formatPhone(connection.display_phone_number) : t("noNumber")}</bdi>
      </p>
    </div>
  );
}

function Technical({ connection }: { connection: Connection }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const facts = [
    ["callback", connection.callback_url],
    ["verifyToken", connection.verify_token],
    ["phoneNumberId", connection.phone_number_id],
    ["wabaId", connection.waba_id],
    ["appId", connection.app_id],
  ] as const;
  return (
    <details className="group -my-2">
      <summary className="flex cursor-pointer list-none items-center justify-between gap-3 rounded-md py-1 font-medium text-ink-soft hover:text-ink [&::-webkit-details-marker]:hidden">
        {t("whatsapp:technical")}
        <Icon of={ChevronDown} className="shrink-0 transition-transform group-open:rotate-180" />
      </summary>
      <dl className="mt-2 divide-y divide-line">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name} className="flex flex-wrap items-center gap-x-4 py-2">
                <dt className="w-44 text-sm text-ink-faint">{t(`whatsapp:facts.${name}`)}</dt>
                <dd className="flex min-w-0 flex-1 items-center justify-between gap-2">
                  <code dir="ltr" className="min-w-0 font-mono text-sm break-all">
                    {value}
                  </code>
                  <CopyButton iconOnly text={value} label={t("common:copy")} copiedLabel={t("common:copied")} />
                </dd>
              </div>
            ),
        )}
      </dl>
    </details>
  );
}

export function Connected({ connection, onAgain }: { connection: Connection; onAgain: () => void }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const [leaving, setLeaving] = useState(false);
  const doctor = useDoctor();
  const disconnect = useDisconnect();
  const onError = useToastError();
  return (
    <>
      <NumberHead connection={connection} />
      <div className="flex flex-col gap-6">
        <Card>
          <CardHeader
            title={t("whatsapp:checks.title")}
            description={t("whatsapp:checks.lead")}
            action={
              <Button icon={RefreshCw} busy={doctor.isPending} onClick={() => doctor.mutate(undefined, { onError })}>
                {t("whatsapp:checks.again")}
              </Button>
            }
          />
          <Checks checks={connection.checks} />
        </Card>
        <Card>
          <Technical connection={connection} />
        </Card>
        <div className="flex flex-wrap items-center justify-between gap-4 border-t border-line pt-6">
          <p className="max-w-md text-sm text-ink-faint">{t("whatsapp:changeLead")}</p>
          <div className="flex flex-wrap gap-2">
            <Button onClick={onAgain}>{t("whatsapp:change")}</Button>
            <Button tone="quietDanger" onClick={() => setLeaving(true)}>
              {t("whatsapp:disconnect")}
            </Button>
          </div>
        </div>
      </div>
      <ConfirmDialog
        open={leaving}
        onOpenChange={setLeaving}
        title={t("whatsapp:disconnectTitle")}
        description={t("whatsapp:disconnectBody")}
        confirmLabel={t("whatsapp:disconnect")}
        cancelLabel={t("common:cancel")}
        busy={disconnect.isPending}
        onConfirm={() => disconnect.mutate(undefined, { onSuccess: () => setLeaving(false), onError })}
      />
    </>
  );
}
