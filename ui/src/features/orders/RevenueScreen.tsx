// What conversations bring: figures, month by month, of everybody or of one cohort, each with what it rests on.
import { useState } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ChartColumn, Download } from "lucide-react";
import type { Revenue, RevenueMonth } from "@/api/types";
import { offerCsv } from "@/lib/csv";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { EmptyState } from "@/ui/EmptyState";
import { Field, Select } from "@/ui/Field";
import { Segmented } from "@/ui/Segmented";
import { Loaded } from "../common/Loaded";
import { COHORTS, FEW, FIGURES, figureWords, latest, linesOf, monthsOf, type Cohort, type FigureName } from "./figures";
import { MonthBars, monthWords } from "./MonthBars";
import { OrdersPage } from "./OrdersPage";
import { revenueQuery } from "./queries";
import { TeamCost } from "./TeamCost";

/** Days after a customer's last message within which an order still counts as the conversation's. */
const WITHIN = [1, 3, 7, 14, 30, 90];
const USUALLY_WITHIN = 7;

/** The figure in a sentence, with what it rests on. */
function Sentence({ month, name, days }: { month: RevenueMonth; name: FigureName; days: number }) {
  const { t, i18n } = useTranslation("orders");
  const value = figureWords(name, month[name], i18n.language);
  const words = { value, count: month[name].sample };
  // Two numbers in one sentence, each with its own form of the word.
  if (name === "staff_minutes" || name === "staff_messages") {
    const spent = t(`revenue.spent.${name}`, { count: Number(month[name].value ?? 0), value });
    return t(`revenue.sentences.${name}`, { spent, count: words.count });
  }
  if (name === "retention_cost" && month.staff_cost.value != null)
    return t("revenue.time.sentence", { ...words, time: figureWords(name, month.staff_cost, i18n.language) });
  return t(`revenue.sentences.${name}`, { ...words, days: t("revenue.inDays", { count: days }) });
}

function FigureCard({ revenue, cohort, name }: { revenue: Revenue; cohort: Cohort; name: FigureName }) {
  const { t, i18n } = useTranslation("orders");
  const months = monthsOf(revenue, cohort);
  const last = latest(months, name);
  const figure = last?.[name];
  const words = figure && figureWords(name, figure, i18n.language);
  return (
    <Card as="article" label={t(`revenue.figures.${name}`)} className="flex flex-col gap-4">
      <header>
        <h2 className="text-sm font-medium text-ink-soft">{t(`revenue.figures.${name}`)}</h2>
        <p className="mt-1 flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <span className="font-serif text-3xl font-medium">{words ?? "–"}</span>
          {last && <span className="text-sm text-ink-faint">{monthWords(last.month, i18n.language, "long")}</span>}
          {last?.running && <Badge>{t("revenue.running")}</Badge>}
        </p>
        {figure && figure.sample < FEW && (
          <Badge tone="warn" className="mt-2">
            {t("revenue.few", { count: figure.sample })}
          </Badge>
        )}
      </header>
      <p className="text-pretty text-ink-soft">
        {last ? <Sentence month={last} name={name} days={revenue.within_days} /> : t(`revenue.nothing.${name}`)}
        {last && name === "conversion" && last.undecided > 0 && (
          <span className="mt-1.5 block text-sm text-ink-faint">
            {t("revenue.undecided", { count: last.undecided, days: t("revenue.inDays", { count: revenue.within_days }) })}
          </span>
        )}
      </p>
      <div className="mt-auto">{last && <MonthBars months={months} name={name} title={t(`revenue.figures.${name}`)} />}</div>
    </Card>
  );
}

export function RevenueScreen() {
  const { t } = useTranslation("orders");
  const [cohort, setCohort] = useState<Cohort>("all");
  const [within, setWithin] = useState(USUALLY_WITHIN);
  const [currency, setCurrency] = useState<string>();
  const revenue = useQuery({ ...revenueQuery(within, currency), placeholderData: keepPreviousData });
  const data = revenue.data;
  return (
    <OrdersPage
      wide
      back="/orders"
      title={t("revenue.title")}
      description={t("revenue.lead")}
      action={
        data?.currency && (
          <Button
            icon={Download}
            onClick={() => offerCsv(linesOf(data, [cohort]), `shopbell-revenue-${cohort}-${data.months.at(-1)?.month ?? ""}.csv`)}
          >
            {t("revenue.csv")}
          </Button>
        )
      }
    >
      <Loaded query={revenue}>
        {(known) =>
          known.currency == null ? (
            <EmptyState icon={ChartColumn} title={t("revenue.emptyTitle")}>
              {t("revenue.emptyBody")}
            </EmptyState>
          ) : (
            <>
              <div className="mb-6 flex flex-wrap items-end gap-x-5 gap-y-3">
                <div className="min-w-0 max-sm:w-full">
                  <Segmented
                    small
                    label={t("revenue.cohort")}
                    value={cohort}
                    onChange={setCohort}
                    className="max-sm:w-full"
                    options={COHORTS.map((value) => ({ value, label: t(`revenue.cohorts.${value}`) }))}
                  />
                </div>
                <Field label={t("revenue.within")} className="max-sm:flex-1">
                  <Select value={within} onChange={(event) => setWithin(Number(event.target.value))}>
                    {WITHIN.map((days) => (
                      <option key={days} value={days}>
                        {t("revenue.days", { count: days })}
                      </option>
                    ))}
                  </Select>
                </Field>
                {known.currencies.length > 1 && (
                  <Field label={t("currency")} className="max-sm:flex-1">
                    <Select value={known.currency} onChange={(event) => setCurrency(event.target.value)}>
                      {known.currencies.map((code) => (
                        <option key={code}>{code}</option>
                      ))}
                    </Select>
                  </Field>
                )}
              </div>
              <p className="mb-6 max-w-2xl text-pretty text-ink-soft">{t(`revenue.cohortMeans.${cohort}`)}</p>
              <div className="grid gap-5 sm:grid-cols-2 xl:grid-cols-3">
                {FIGURES.map((name) => (
                  <FigureCard key={name} revenue={known} cohort={cohort} name={name} />
                ))}
                {/* Beside the last figure, so that no row is left with one card. */}
                <TeamCost micros={known.hourly_cost_micros ?? null} />
              </div>
            </>
          )
        }
      </Loaded>
    </OrdersPage>
  );
}
