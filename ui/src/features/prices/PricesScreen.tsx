// What WhatsApp costs the shop, month by month: the sum, where it went, what is free, the budget, and how sure we are.
import { useState } from "react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Prices } from "@/api/types";
import { useMe } from "@/api/me";
import { formatCount, formatMicros } from "@/lib/numbers";
import { Notice } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { LoadMore } from "@/features/common/LoadMore";
import { Progress } from "@/ui/Progress";
import { Segmented } from "@/ui/Segmented";
import { Loaded } from "../common/Loaded";
import { Time } from "../common/Time";
import { SectionPage } from "../whatsapp/SectionPage";
import { BudgetCard } from "./BudgetCard";
import { DayChart } from "./DayChart";
import { monthBeside, monthName, monthNow } from "./months";
import { dearestQuery, pricesQuery } from "./queries";
import { RatesCard, ReconciliationCard } from "./RatesCard";
import { Shares } from "./Shares";

function MonthPicker({ month, latest, onChange }: { month: string; latest: string; onChange: (month: string) => void }) {
  const { t, i18n } = useTranslation("prices");
  return (
    <div role="group" aria-label={t("month")} className="flex items-center gap-1">
      <IconButton
        icon={ChevronLeft}
        label={t("monthBefore")}
        className="rtl:-scale-x-100"
        onClick={() => onChange(monthBeside(month, -1))}
      />
      <span aria-live="polite" className="min-w-36 text-center font-medium">
        {monthName(month, i18n.language)}
      </span>
      <IconButton
        icon={ChevronRight}
        label={t("monthAfter")}
        className="rtl:-scale-x-100"
        disabled={month >= latest}
        onClick={() => onChange(monthBeside(month, 1))}
      />
    </div>
  );
}

function Sum({ prices }: { prices: Prices }) {
  const { t, i18n } = useTranslation("prices");
  return (
    <div className="flex flex-wrap items-end gap-x-10 gap-y-4">
      <p>
        <span className="block font-serif text-5xl font-medium tracking-tight">{formatMicros(prices.total_micros, i18n.language)}</span>
        <span className="mt-1 block text-ink-soft">{t("messages", { count: prices.messages })}</span>
      </p>
      <div className="flex min-w-52 flex-1 flex-col gap-4 sm:max-w-sm">
        {prices.free_service.map((free) => (
          <div key={free.connection_id}>
            <p className="mb-1.5 flex flex-wrap justify-between gap-x-4 text-sm">
              <span>
                {t("freeLeft", { used: formatCount(free.used, i18n.language), allowance: formatCount(free.allowance, i18n.language) })}
              </span>
              <span className="text-ink-faint">
                {t("freeAgain")} <Time at={free.resets_at} />
              </span>
            </p>
            <Progress value={Math.min(1, free.used / Math.max(1, free.allowance))} label={t("freeTitle")} />
          </div>
        ))}
      </div>
    </div>
  );
}

/** By whose days and months it is counted. */
function TimeZone({ prices }: { prices: Prices }) {
  const { t } = useTranslation("prices");
  const zone = prices.time_zone.replaceAll("_", " ");
  if (prices.time_zone_source === "account") return <p className="text-sm text-ink-faint">{t("zone.account", { zone })}</p>;
  return <Notice tone="note">{t("zone.shop", { zone })}</Notice>;
}

function ByDay({ prices }: { prices: Prices }) {
  const { t } = useTranslation("prices");
  const [measure, setMeasure] = useState<"micros" | "messages">(prices.total_micros > 0 ? "micros" : "messages");
  return (
    <Card>
      <CardHeader
        title={t("byDay")}
        action={
          <Segmented
            small
            label={t("byDay")}
            value={measure}
            onChange={setMeasure}
            options={[
              { value: "micros", label: t("measures.micros") },
              { value: "messages", label: t("measures.messages") },
            ]}
          />
        }
      />
      <DayChart prices={prices} measure={measure} />
    </Card>
  );
}

function countryName(code: string, reader: string, unknown: string): string {
  try {
    return /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames([reader], { type: "region" }).of(code) ?? code) : unknown;
  } catch {
    return unknown;
  }
}

function Breakdowns({ prices }: { prices: Prices }) {
  const { t, i18n } = useTranslation("prices");
  const category = (name: string) => (i18n.exists(`prices:categories.${name}`) ? t(`categories.${name as "service"}`) : name);
  return (
    <div className="grid gap-6 md:grid-cols-2">
      <Card>
        <CardHeader title={t("byCategory")} />
        <Shares shares={prices.by_category.map((share) => ({ ...share, key: share.category, name: category(share.category) }))} />
      </Card>
      <Card>
        <CardHeader title={t("byCountry")} />
        <Shares
          shares={prices.by_country.map((share) => ({
            ...share,
            key: share.country,
            name: countryName(share.country, i18n.language, t("unknownCountry")),
          }))}
        />
      </Card>
    </div>
  );
}

function Dearest({ month }: { month: string }) {
  const { t, i18n } = useTranslation(["prices", "common"]);
  const dearest = useInfiniteQuery(dearestQuery(month));
  const items = dearest.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <Card>
      <CardHeader title={t("prices:dearest")} />
      <ul className="divide-y divide-line">
        {items.map(({ conversation, messages, micros }) => (
          <li key={conversation.id} className="flex items-center gap-4 py-2.5">
            <Link
              to="/inbox/$queue/$conversationId"
              params={{ queue: "all", conversationId: conversation.id }}
              className="min-w-0 flex-1 truncate font-medium hover:underline pointer-coarse:-my-2.75 pointer-coarse:py-2.75"
            >
              <bdi>{conversation.contact.name || t("prices:nobody")}</bdi>
            </Link>
            <span className="shrink-0 text-sm text-ink-faint">{t("prices:messages", { count: messages })}</span>
            <span className="w-20 shrink-0 text-end">{formatMicros(micros, i18n.language)}</span>
          </li>
        ))}
      </ul>
      <LoadMore query={dearest} />
    </Card>
  );
}

export function PricesScreen() {
  const { t } = useTranslation("prices");
  const { shop } = useMe();
  const [month, setMonth] = useState(() => monthNow(shop.time_zone));
  const prices = useQuery(pricesQuery(month));
  // Months begin and end where Meta bills, which may not be where the shop is.
  const latest = monthNow(prices.data?.time_zone ?? shop.time_zone);
  return (
    <SectionPage title={t("title")} description={t("lead")} action={<MonthPicker month={month} latest={latest} onChange={setMonth} />}>
      <Loaded query={prices}>
        {(data) => (
          <div className="flex flex-col gap-6">
            <Sum prices={data} />
            <TimeZone prices={data} />
            <ByDay prices={data} />
            <Breakdowns prices={data} />
            <Dearest month={month} />
            <BudgetCard key={`${data.budget.limit_micros}-${data.budget.suggest_only_at_percent}`} budget={data.budget} />
            <ReconciliationCard prices={data} />
            <RatesCard rates={data.rates} />
          </div>
        )}
      </Loaded>
    </SectionPage>
  );
}
