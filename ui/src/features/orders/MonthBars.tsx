// One figure month by month as bars under the greatest of them. The same numbers, each with what it rests on, stand in a
// table that opens below: to read them exactly, or without seeing bars.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RevenueMonth } from "@/api/types";
import { classes } from "@/lib/classes";
import { regional } from "@/lib/region";
import { figureWords, isOpen, type FigureName } from "./figures";

/** The drawing's own size; it stretches to its place. */
const HEIGHT = 100;
const STEP = 20;
const BAR = 13;
/** So that a small figure is still seen. */
const LEAST = 2;

export function monthWords(month: string, language: string, width: "short" | "long" = "short"): string {
  return new Intl.DateTimeFormat(regional(language), { month: width, year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}

export function MonthBars({ months, name, title }: { months: RevenueMonth[]; name: FigureName; title: string }) {
  const { t, i18n } = useTranslation("orders");
  const [chosen, setChosen] = useState<string | null>(null);
  const known = months.filter((month) => month[name].value != null);
  const top = known.reduce<RevenueMonth | undefined>(
    (best, month) => (best && Number(best[name].value) >= Number(month[name].value) ? best : month),
    undefined,
  );
  const most = Math.max(0, Number(top?.[name].value ?? 0));
  const shown = months.find(({ month }) => month === chosen);
  const words = (month: RevenueMonth) =>
    `${month.running ? `${t("revenue.running")} · ` : ""}${figureWords(name, month[name], i18n.language)} · ${t(`revenue.sample.${name}`, { count: month[name].sample })}`;
  return (
    <figure>
      <figcaption className="mb-1.5 min-h-5 text-sm text-ink-faint">
        {shown
          ? `${monthWords(shown.month, i18n.language)}: ${words(shown)}`
          : top && t("revenue.most", { value: figureWords(name, top[name], i18n.language), month: monthWords(top.month, i18n.language) })}
      </figcaption>
      <svg
        viewBox={`0 0 ${months.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden
        className="h-24 w-full border-t border-dashed border-line rtl:-scale-x-100"
        onPointerLeave={() => setChosen(null)}
      >
        {months.map((month, index) => {
          const value = Number(month[name].value ?? 0);
          const height = most === 0 || value <= 0 ? 0 : Math.max(LEAST, (value / most) * (HEIGHT - 4));
          return (
            <g key={month.month} onPointerEnter={() => setChosen(month.month)} onPointerDown={() => setChosen(month.month)}>
              <rect x={index * STEP} width={STEP} height={HEIGHT} className="fill-transparent" />
              <rect x={index * STEP + (STEP - BAR) / 2} y={HEIGHT - 1} width={BAR} height={1} className="fill-line-strong" />
              <rect
                x={index * STEP + (STEP - BAR) / 2}
                y={HEIGHT - height}
                width={BAR}
                height={height}
                className={classes(chosen === month.month ? "fill-brass" : "fill-brass-mark", isOpen(month, name) && "opacity-45")}
              />
            </g>
          );
        })}
      </svg>
      <div aria-hidden className="mt-1 flex justify-between text-xs text-ink-faint">
        <span>{months[0] && monthWords(months[0].month, i18n.language)}</span>
        {months.length > 1 && <span>{monthWords(months.at(-1)?.month ?? "", i18n.language)}</span>}
      </div>
      {known.length > 0 && (
        <details className="mt-2">
          <summary className="cursor-pointer text-sm text-ink-soft hover:text-ink pointer-coarse:py-3">{t("revenue.byMonth")}</summary>
          <table className="mt-1 w-full text-sm">
            <caption className="sr-only">{title}</caption>
            <tbody className="divide-y divide-line">
              {known.toReversed().map((month) => (
                <tr key={month.month}>
                  <th scope="row" className="py-1.5 pe-3 text-start font-normal whitespace-nowrap text-ink-soft">
                    {monthWords(month.month, i18n.language)}
                  </th>
                  <td className="py-1.5 text-end">{words(month)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </figure>
  );
}
