// What the revenue page shows of the months: which figures there are, how each is written, and the file of them. Pure.
import type { Revenue, RevenueFigure, RevenueMonth } from "@/api/types";
import { formatAmount } from "@/lib/money";
import { formatPercent } from "@/lib/numbers";
import { regional } from "@/lib/region";

export const FIGURES = [
  "conversion",
  "average_order",
  "repeat_rate",
  "value_90_days",
  "retention_cost",
  "staff_messages",
  "staff_minutes",
] as const;
export type FigureName = (typeof FIGURES)[number];

export const COHORTS = ["all", "bot_only", "handed_over"] as const satisfies RevenueMonth["cohort"][];
export type Cohort = (typeof COHORTS)[number];

/** Below this many a figure says little, and the page says so. */
export const FEW = 30;

const isShare = (name: FigureName): boolean => name === "conversion" || name === "repeat_rate";

/** "12.4%", "€38.20", "3.1"; a dash where there is nothing to divide by. */
export function figureWords(name: FigureName, figure: RevenueFigure, language: string): string {
  if (figure.value == null) return "–";
  if (isShare(name)) return formatPercent(Number(figure.value), language, 1);
  if (figure.currency) return formatAmount(figure.value, figure.currency, language);
  return new Intl.NumberFormat(regional(language), { maximumFractionDigits: 1 }).format(Number(figure.value));
}

export function monthsOf(revenue: Revenue, cohort: Cohort): RevenueMonth[] {
  return revenue.months.filter((month) => month.cohort === cohort);
}

/** The last month in which there was something to divide by. */
export function latest(months: readonly RevenueMonth[], name: FigureName): RevenueMonth | undefined {
  return months.findLast((month) => month[name].value != null);
}

/** A month that is not over, or in which it is not known yet what becomes of some: its figure may still change. */
export const isOpen = (month: RevenueMonth, name: FigureName): boolean => month.running || (name === "conversion" && month.undecided > 0);

/** What is shown, as lines of a file: one for each month and cohort, with exact numbers. */
export function linesOf(revenue: Revenue, cohorts: readonly Cohort[]): string[][] {
  const header = ["month", "cohort", "running", "undecided", ...FIGURES.flatMap((name) => [name, `${name}_currency`, `${name}_sample`])];
  const lines = revenue.months
    .filter((month) => cohorts.includes(month.cohort))
    .map((month) => [
      month.month,
      month.cohort,
      String(month.running),
      String(month.undecided),
      ...FIGURES.flatMap((name) => [month[name].value ?? "", month[name].currency ?? "", String(month[name].sample)]),
    ]);
  return [header, ...lines];
}
