// What a file changes in orders that are known, before and after, and those it leaves because they are further along.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowRight } from "lucide-react";
import type { OrdersImported, OrderState } from "@/api/types";
import { exactTime } from "@/lib/dates";
import { formatMoney } from "@/lib/money";
import { Card, CardHeader } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { shownNumber } from "./words";

/** Rows shown here; the rest is a count. */
const SHOWN = 50;

type Field = "state" | "total" | "refunded" | "placed_at" | "customer_name" | "phone" | "email" | "customer_id" | "items";

function useValue() {
  const { t, i18n } = useTranslation("orders");
  return (field: string, value: string): string => {
    if (value === "") return t("import.empty");
    if (field === "state") return t(`states.${value as OrderState}`);
    if (field === "placed_at") return exactTime(value, i18n.language);
    if (field === "total" || field === "refunded") return formatMoney(value, i18n.language);
    return value;
  };
}

export function ImportChanges({ result, title }: { result: OrdersImported; title: string }) {
  const { t } = useTranslation("orders");
  const value = useValue();
  const shown = result.changes.filter(({ fields }) => fields.length > 0);
  if (shown.length === 0) return null;
  const name = (field: string) => t(field === "items" ? "import.items" : `import.fields.${field as Exclude<Field, "items">}`);
  return (
    <Card>
      <CardHeader title={title} description={t("import.changesLead")} />
      <ul className="divide-y divide-line">
        {shown.map(({ order_id, number, fields }) => (
          <li key={order_id} className="grid gap-x-4 gap-y-1 py-2.5 sm:grid-cols-[9rem_minmax(0,1fr)]">
            <Link
              to="/orders/$orderId"
              params={{ orderId: order_id }}
              className="min-w-0 [overflow-wrap:anywhere] text-brass hover:underline"
            >
              <bdi title={number}>{shownNumber(number)}</bdi>
            </Link>
            <ul className="min-w-0">
              {fields.map(({ field, before, after }) => (
                <li key={field} className="[overflow-wrap:anywhere]">
                  <span className="text-ink-faint">{name(field)}: </span>
                  <bdi className="text-ink-soft">{value(field, before)}</bdi>
                  <Icon of={ArrowRight} size={14} className="mx-1.5 inline align-middle text-ink-faint rtl:-scale-x-100" />
                  <span className="sr-only">{t("import.becomes")}</span>
                  <bdi className="font-medium">{value(field, after)}</bdi>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {result.updated > shown.length && (
        <p className="mt-3 text-sm text-ink-faint">{t("import.andMore", { count: result.updated - shown.length })}</p>
      )}
    </Card>
  );
}

export function FurtherAlong({ result }: { result: OrdersImported }) {
  const { t } = useTranslation("orders");
  if (result.further_along === 0) return null;
  const shown = result.further.slice(0, SHOWN);
  return (
    <Card>
      <CardHeader title={t("import.furtherTitle", { count: result.further_along })} description={t("import.furtherLead")} />
      <ul className="divide-y divide-line">
        {shown.map(({ row, number, state, said }) => (
          <li key={row} className="grid gap-x-4 gap-y-0.5 py-2.5 sm:grid-cols-[6rem_minmax(0,1fr)]">
            <span className="text-ink-faint">{t("import.row", { row })}</span>
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <bdi className="font-medium">{shownNumber(number)}</bdi>:{" "}
              {t("import.stays", { state: t(`states.${state}`), said: t(`states.${said}`) })}
            </span>
          </li>
        ))}
      </ul>
      {result.further_along > shown.length && (
        <p className="mt-3 text-sm text-ink-faint">{t("import.andMore", { count: result.further_along - shown.length })}</p>
      )}
    </Card>
  );
}
