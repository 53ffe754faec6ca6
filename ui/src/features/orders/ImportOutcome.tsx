// What becomes of a file's rows: how many of each, and those that are refused with their reasons.
import { useTranslation } from "react-i18next";
import { Download } from "lucide-react";
import type { OrdersImported } from "@/api/types";
import { formatCount } from "@/lib/numbers";
import { Notice } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Icon } from "@/ui/Icon";

/** Refused rows shown before somebody asks for all. */
const SHOWN = 50;

export function ImportCounts({ result }: { result: OrdersImported }) {
  const { t, i18n } = useTranslation("orders");
  const counts = [
    { key: "accepted", count: result.accepted },
    { key: "updated", count: result.updated },
    { key: "unchanged", count: result.unchanged },
    ...(result.further_along > 0 ? [{ key: "further_along", count: result.further_along } as const] : []),
    { key: "refused", count: result.refused_total },
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-4 sm:grid-flow-col sm:auto-cols-fr sm:grid-cols-none">
      {counts.map(({ key, count }) => (
        <div key={key} className="flex flex-col-reverse">
          <dt className="text-sm text-ink-faint">{t(`import.counts.${key}`, { count })}</dt>
          <dd className={key === "refused" && count > 0 ? "font-serif text-2xl font-medium text-bad" : "font-serif text-2xl font-medium"}>
            {formatCount(count, i18n.language)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Rows that are named one by one. */
const NAMED = 20;

/** The orders that are taken without their phone. */
export function PhonesNotRead({ result }: { result: OrdersImported }) {
  const { t } = useTranslation("orders");
  const rows = result.phones_not_read ?? [];
  if (rows.length === 0) return null;
  const named = rows.slice(0, NAMED).join(", ");
  return <Notice tone="warn">{t("import.phonesNotRead", { rows: rows.length > NAMED ? `${named}, …` : named })}</Notice>;
}

/** The rows as a file, with the line and every reason in the reader's language. */
const fileOf = (id: string, language: string) =>
  `/api/v1/orders/import/refused?import=${encodeURIComponent(id)}&language=${encodeURIComponent(language)}`;

export function RefusedRows({ result }: { result: OrdersImported }) {
  const { t, i18n } = useTranslation("orders");
  if (result.refused.length === 0) return null;
  const fieldName = (field: string) => (i18n.exists(`orders:import.fields.${field}`) ? t(`import.fields.${field as "number"}`) : field);
  const more = result.refused_total - Math.min(SHOWN, result.refused.length);
  return (
    <Card>
      <CardHeader
        title={t("import.refusedTitle", { count: result.refused_total })}
        description={t("import.refusedLead")}
        action={
          <Button asChild>
            <a href={fileOf(result.id, i18n.language)} download>
              <Icon of={Download} />
              {t("import.refusedFile")}
            </a>
          </Button>
        }
      />
      <ul className="divide-y divide-line">
        {result.refused.slice(0, SHOWN).map((refused, index) => (
          <li key={index} className="grid gap-x-4 gap-y-0.5 py-2.5 sm:grid-cols-[6rem_minmax(0,1fr)]">
            <span className="text-ink-faint">{t("import.row", { row: refused.row })}</span>
            <ul className="flex min-w-0 flex-col gap-1">
              {refused.faults.map((fault, at) => (
                <li key={at} className="[overflow-wrap:anywhere]">
                  {fault.row !== refused.row && <span className="text-ink-faint">{t("import.row", { row: fault.row })} · </span>}
                  {fault.field && <span className="font-medium">{fieldName(fault.field)}: </span>}
                  {t(`import.reasons.${fault.reason}`)}{" "}
                  {fault.value && (
                    <bdi className="inline-block rounded-md bg-sunken px-1.5 text-sm text-ink-soft dark:bg-raised">{fault.value}</bdi>
                  )}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="mt-3 text-sm text-ink-faint">{t("import.moreRefused", { count: more })}</p>}
      {result.refused_left_out > 0 && (
        <p className="mt-1 text-sm text-ink-faint">{t("import.leftOut", { count: result.refused_left_out })}</p>
      )}
    </Card>
  );
}
