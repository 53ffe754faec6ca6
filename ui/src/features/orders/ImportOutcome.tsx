// What becomes of a file's rows: how many of each, and those that are refused with their reasons.
import { useTranslation } from "react-i18next";
import type { OrdersImported } from "@/api/types";
import { formatCount } from "@/lib/numbers";
import { Card, CardHeader } from "@/ui/Card";

/** Refused rows shown before somebody asks for all. */
const SHOWN = 50;

export function ImportCounts({ result }: { result: OrdersImported }) {
  const { t, i18n } = useTranslation("orders");
  const counts = [
    { key: "accepted", count: result.accepted },
    { key: "updated", count: result.updated },
    { key: "unchanged", count: result.unchanged },
    { key: "refused", count: result.refused_total },
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
      {counts.map(({ key, count }) => (
        <div key={key} className="flex flex-col-reverse">
          <dt className="text-sm text-ink-faint">{t(`import.counts.${key}`)}</dt>
          <dd className={key === "refused" && count > 0 ? "font-serif text-2xl font-medium text-bad" : "font-serif text-2xl font-medium"}>
            {formatCount(count, i18n.language)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function RefusedRows({ result }: { result: OrdersImported }) {
  const { t, i18n } = useTranslation("orders");
  if (result.refused.length === 0) return null;
  const fieldName = (field: string) => (i18n.exists(`orders:import.fields.${field}`) ? t(`import.fields.${field as "number"}`) : field);
  return (
    <Card>
      <CardHeader title={t("import.refusedTitle", { count: result.refused_total })} description={t("import.refusedLead")} />
      <ul className="divide-y divide-line">
        {result.refused.slice(0, SHOWN).map((refused, index) => (
          <li key={index} className="grid gap-x-4 gap-y-0.5 py-2.5 sm:grid-cols-[6rem_minmax(0,1fr)]">
            <span className="text-ink-faint">{t("import.row", { row: refused.row })}</span>
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {refused.field && <span className="font-medium">{fieldName(refused.field)}: </span>}
              {t(`import.reasons.${refused.reason}`)}
              {refused.value && (
                <bdi className="ms-2 inline-block rounded-md bg-sunken px-1.5 text-sm text-ink-soft dark:bg-raised">{refused.value}</bdi>
              )}
            </span>
          </li>
        ))}
      </ul>
      {result.refused_total > SHOWN && (
        <p className="mt-3 text-sm text-ink-faint">{t("import.andMore", { count: result.refused_total - SHOWN })}</p>
      )}
    </Card>
  );
}
