// One number: its name here, its token and secret and when they end, its PIN, what Meta calls, and the way out.
import { useState, type ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ChevronDown } from "lucide-react";
import type { NumberConnection } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { CopyButton } from "@/ui/CopyButton";
import { Field, Input } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Progress } from "@/ui/Progress";
import { toast } from "@/ui/Toast";
import { Loaded } from "../../common/Loaded";
import { Time } from "../../common/Time";
import { useToastError } from "../../common/notify";
import { Digits, useNumberName } from "../NumberName";
import { oneConnectionQuery, usePin, useRemoveNumber, useRename } from "../queries";
import { SectionPage } from "../SectionPage";
import { Renew } from "./Renew";

function Matter({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-b border-line py-5 last:border-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="font-medium">{title}</h2>
        <div className="mt-0.5 text-pretty text-ink-soft">{children}</div>
      </div>
      {action}
    </div>
  );
}

function Name({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const [name, setName] = useState(connection.name ?? "");
  const rename = useRename(connection.id);
  const onError = useToastError();
  return (
    <form
      className="flex flex-wrap items-end gap-3 border-b border-line pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate(name.trim() || null, { onError, onSuccess: () => toast({ title: t("common:saved"), tone: "good" }) });
      }}
    >
      <Field label={t("whatsapp:number.name")} hint={t("whatsapp:number.nameHint")} className="flex-1 basis-60">
        <Input value={name} maxLength={60} placeholder={connection.verified_name ?? ""} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Button type="submit" busy={rename.isPending} className="sm:mb-[1.625rem]">
        {t("common:save")}
      </Button>
    </form>
  );
}

function TokenMatter({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  const { token } = connection;
  return (
    <Matter title={t("connect.token")} action={<Renew kind="token" connection={connection.id} />}>
      {token ? (
        <span className="flex flex-wrap items-center gap-2">
          <Badge tone={token.kind === "system_user" ? "good" : "warn"}>{t(`tokenKinds.${token.kind}`)}</Badge>
          {token.expires_at ? (
            <span>
              {t("number.ends")} <Time at={token.expires_at} />
            </span>
          ) : (
            <span>{t("number.neverEnds")}</span>
          )}
        </span>
      ) : (
        t("number.tokenUnknown")
      )}
    </Matter>
  );
}

function Pin({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  const pin = usePin(connection.id);
  const onError = useToastError();
  if (!connection.has_pin) return null;
  return (
    <Matter
      title={t("number.pin")}
      action={
        pin.data ? (
          <output dir="ltr" className="font-mono text-2xl tracking-[0.3em]">
            {pin.data.pin}
          </output>
        ) : (
          <Button busy={pin.isPending} onClick={() => pin.mutate(undefined, { onError })}>
            {t("number.showPin")}
          </Button>
        )
      }
    >
      {t("number.pinLead")}
    </Matter>
  );
}

/** How far the past has come; the API says it as a word. */
function isPhase(state: string): state is "running" | "done" | "declined" | "failed" {
  return ["running", "done", "declined", "failed"].includes(state);
}

function WithPhone({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  const { history } = connection;
  if (!connection.coexistence && !history) return null;
  return (
    <Matter title={t("number.withPhone")}>
      {t("number.withPhoneLead")}
      {history && (
        <span className="mt-3 block">
          <span className="mb-1.5 block text-sm">
            {isPhase(history.state) && t(`number.history.${history.state}`)} {t("number.historyMessages", { count: history.messages })}
          </span>
          {history.state === "running" && <Progress value={history.progress / 100} label={t("number.history.running")} />}
        </span>
      )}
    </Matter>
  );
}

function Technical({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const facts = [
    ["callback", connection.callback_url],
    ["verifyToken", connection.verify_token],
    ["phoneNumberId", connection.phone_number_id],
    ["wabaId", connection.waba_id],
    ["appId", connection.app_id],
    ["permissions", connection.token?.scopes.join(", ")],
  ] as const;
  return (
    <details className="group">
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

function Leave({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const [leaving, setLeaving] = useState(false);
  const navigate = useNavigate();
  const remove = useRemoveNumber(connection.id);
  const onError = useToastError();
  return (
    <div className="flex flex-wrap items-center justify-between gap-4 border-t border-line pt-6">
      <p className="max-w-md text-sm text-ink-faint">{t("whatsapp:disconnectLead")}</p>
      <Button tone="quietDanger" onClick={() => setLeaving(true)}>
        {t("whatsapp:disconnect")}
      </Button>
      <ConfirmDialog
        open={leaving}
        onOpenChange={setLeaving}
        title={t("whatsapp:disconnectTitle")}
        description={t("whatsapp:disconnectBody")}
        confirmLabel={t("whatsapp:disconnect")}
        cancelLabel={t("common:cancel")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onError, onSuccess: () => void navigate({ to: "/whatsapp" }) })}
      />
    </div>
  );
}

export function NumberScreen() {
  const { t } = useTranslation("whatsapp");
  const nameOf = useNumberName();
  const { connectionId } = useParams({ from: "/signed-in/shell/whatsapp/numbers/$connectionId" });
  const connection = useQuery(oneConnectionQuery(connectionId));
  return (
    <Loaded query={connection}>
      {(data) => (
        <SectionPage
          title={<Digits connection={data} />}
          description={<bdi>{nameOf(data)}</bdi>}
          back={{ to: "/whatsapp", label: t("numbers.title") }}
          action={
            <>
              {data.status !== "connected" && (
                <Button asChild tone="primary">
                  <Link to="/whatsapp/connect" search={{ number: data.id }}>
                    {t("numbers.finish")}
                  </Link>
                </Button>
              )}
              <Button asChild>
                <Link to="/whatsapp/doctor" search={{ number: data.id }}>
                  {t("doctor.title")}
                </Link>
              </Button>
            </>
          }
        >
          <div className="flex flex-col gap-6">
            <Card>
              <Name key={data.name} connection={data} />
              <TokenMatter connection={data} />
              <Matter title={t("connect.secret")} action={<Renew kind="app_secret" connection={data.id} />}>
                {data.secret_rotation ? (
                  <>
                    {t("number.bothSecrets")} <Time at={data.secret_rotation.until} exact />
                  </>
                ) : (
                  t("number.oneSecret")
                )}
              </Matter>
              <Pin connection={data} />
              <WithPhone connection={data} />
            </Card>
            <Card>
              <Technical connection={data} />
            </Card>
            <Leave connection={data} />
          </div>
        </SectionPage>
      )}
    </Loaded>
  );
}
