// The doctor: one number looked over, cause first, with what customers notice of it and what mends it.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { HeartPulse, RefreshCw, Stethoscope } from "lucide-react";
import type { NumberConnection } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { EmptyState } from "@/ui/EmptyState";
import { Field, Select } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { formatPhone } from "@/lib/phone";
import { Loaded } from "../../common/Loaded";
import { Time } from "../../common/Time";
import { useToastError } from "../../common/notify";
import { causeOf, Checks } from "../Checks";
import { Facts } from "../Facts";
import { useCheckWords } from "../checkWords";
import { Digits, useNumberName } from "../NumberName";
import { connectionsQuery, useDoctor } from "../queries";
import { SectionPage } from "../SectionPage";
import { Notices } from "./Notices";

function Verdict({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  const wordsOf = useCheckWords();
  const cause = causeOf(connection.checks);
  if (connection.checks.length === 0) return null;
  if (!cause) {
    return (
      <div className="flex items-center gap-4 rounded-2xl bg-good-tint p-5 text-good sm:p-6">
        <Icon of={HeartPulse} size={28} className="shrink-0" />
        <div>
          <h2 className="font-serif text-xl font-medium">{t("doctor.well")}</h2>
          <p>{t("doctor.wellBody")}</p>
        </div>
      </div>
    );
  }
  const words = wordsOf(cause);
  const bad = cause.status === "fail";
  return (
    <div className={bad ? "rounded-2xl bg-bad-tint p-5 sm:p-6" : "rounded-2xl bg-warn-tint p-5 sm:p-6"}>
      <p className={bad ? "text-sm font-medium text-bad" : "text-sm font-medium text-warn"}>{t(bad ? "doctor.ill" : "doctor.soon")}</p>
      <h2 className="mt-1 font-serif text-xl font-medium">{words.title}</h2>
      {words.sentence && <p className="mt-1 text-pretty">{words.sentence}</p>}
      <Facts of={cause.facts} className="mt-1" />
      {words.effect && (
        <p className="mt-3 text-pretty">
          <span className="font-medium">{t("checks.customers")}</span> {words.effect}
        </p>
      )}
    </div>
  );
}

function Signs({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation(["whatsapp", "common"]);
  const { signature_failures: bad } = connection;
  return (
    <dl className="grid grid-cols-1 gap-px overflow-hidden rounded-2xl bg-line ring-1 ring-line sm:grid-cols-3">
      {(
        [
          ["lastRun", connection.checked_at],
          ["lastEvent", connection.last_webhook_at],
          ["firstMessage", connection.first_message_at],
        ] as const
      ).map(([name, at]) => (
        <div key={name} className="bg-surface px-4 py-3">
          <dt className="text-sm text-ink-faint">{t(`whatsapp:doctor.${name}`)}</dt>
          <dd className="font-medium">{at ? <Time at={at} /> : t("common:never")}</dd>
        </div>
      ))}
      {bad.count > 0 && (
        <div className="bg-warn-tint px-4 py-3 text-warn sm:col-span-3">
          {t("whatsapp:doctor.badSignatures", { count: bad.count })} {bad.last_at && <Time at={bad.last_at} />}
        </div>
      )}
    </dl>
  );
}

function Patient({ connection }: { connection: NumberConnection }) {
  const { t } = useTranslation("whatsapp");
  const doctor = useDoctor(connection.id);
  const onError = useToastError();
  return (
    <div className="flex flex-col gap-6">
      <Verdict connection={connection} />
      <Signs connection={connection} />
      <Card>
        <header className="mb-3 flex flex-wrap items-center justify-between gap-3">
          <div>
            <h2 className="font-serif text-lg font-medium">{t("checks.title")}</h2>
            <p className="text-sm text-ink-soft">{t("checks.lead")}</p>
          </div>
          <Button icon={RefreshCw} busy={doctor.isPending} onClick={() => doctor.mutate(undefined, { onError })}>
            {t("checks.again")}
          </Button>
        </header>
        {connection.checks.length === 0 ? (
          <Notice>{t("doctor.neverRun")}</Notice>
        ) : (
          <Checks checks={connection.checks} connection={connection.id} />
        )}
      </Card>
      <Notices connection={connection} />
    </div>
  );
}

function NumberChoice({ connections, value }: { connections: NumberConnection[]; value: string }) {
  const { t } = useTranslation("whatsapp");
  const navigate = useNavigate();
  const nameOf = useNumberName();
  return (
    <Field label={t("doctor.which")} className="w-full sm:w-72">
      <Select
        value={value}
        onChange={(event) => void navigate({ to: "/whatsapp/doctor", search: { number: event.target.value }, replace: true })}
      >
        {connections.map((connection) => (
          <option key={connection.id} value={connection.id}>
            {nameOf(connection)} {connection.display_phone_number && `· ${formatPhone(connection.display_phone_number)}`}
          </option>
        ))}
      </Select>
    </Field>
  );
}

export function DoctorScreen() {
  const { t } = useTranslation("whatsapp");
  const { number } = useSearch({ from: "/signed-in/shell/whatsapp/doctor" });
  const connections = useQuery(connectionsQuery);
  const patient = connections.data?.find((connection) => connection.id === number) ?? connections.data?.[0];
  return (
    <SectionPage
      title={t("doctor.title")}
      description={
        patient && connections.data?.length === 1 ? (
          <>
            {t("doctor.lead")}
            <span className="mt-1 block font-medium text-ink">
              <Digits connection={patient} />
            </span>
          </>
        ) : (
          t("doctor.lead")
        )
      }
      action={patient && (connections.data?.length ?? 0) > 1 && <NumberChoice connections={connections.data ?? []} value={patient.id} />}
    >
      <Loaded query={connections}>
        {() =>
          patient ? (
            <Patient key={patient.id} connection={patient} />
          ) : (
            <EmptyState
              icon={Stethoscope}
              title={t("doctor.nobodyTitle")}
              action={
                <Button asChild tone="primary">
                  <Link to="/whatsapp/connect" search={{}}>
                    {t("numbers.connect")}
                  </Link>
                </Button>
              }
            >
              {t("doctor.nobodyBody")}
            </EmptyState>
          )
        }
      </Loaded>
    </SectionPage>
  );
}
