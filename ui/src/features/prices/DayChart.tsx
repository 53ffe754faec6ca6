// A month as bars, one for each day. The same numbers stand in a table for those who cannot see bars.
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Prices } from "@/api/types";
import { classes } from "@/lib/classes";
import { formatCount, formatMicros } from "@/lib/numbers";
import { regional } from "@/lib/region";
import { daysOf } from "./months";

/** The drawing's own size; it stretches to its place. */
const HEIGHT = 120;
const STEP = 20;
const BAR = 14;
/** So that a day with one cheap message is still seen. */
const LEAST = 3;

type Measure = "micros" | "messages";

function dayWords(day: string, language: string): string {
  return new Intl.DateTimeFormat(regional(language), { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

export function DayChart({ prices, measure }: { prices: Prices; measure: Measure }) {
  const { t, i18n } = useTranslation("prices");
  const [chosen, setChosen] = useState<string | null>(null);
  const known = new Map(prices.by_day.map((day) => [day.day, day]));
  const days = daysOf(prices.month).map((day) => ({ day, messages: known.get(day)?.messages ?? 0, micros: known.get(day)?.micros ?? 0 }));
  const most = Math.max(1, ...days.map((day) => day[measure]));
  const words = (day: (typeof days)[number]) => `${formatMicros(day.micros, i18n.language)} · ${t("messages", { count: day.messages })}`;
  const shown = days.find((day) => day.day === chosen);
  return (
    <figure>
      <figcaption className="mb-2 flex min-h-6 flex-wrap justify-between gap-x-4 text-sm text-ink-faint">
        <span>{shown ? `${dayWords(shown.day, i18n.language)}: ${words(shown)}` : t("dayHint")}</span>
        <span>{t("most", { value: measure === "micros" ? formatMicros(most, i18n.language) : formatCount(most, i18n.language) })}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden
        className="h-32 w-full rtl:-scale-x-100"
        onPointerLeave={() => setChosen(null)}
      >
        {days.map((day, index) => {
          const height = day[measure] === 0 ? 0 : Math.max(LEAST, (day[measure] / most) * (HEIGHT - 4));
          return (
            <g key={day.day} onPointerEnter={() => setChosen(day.day)} onPointerDown={() => setChosen(day.day)}>
              <rect x={index * STEP} width={STEP} height={HEIGHT} className="fill-transparent" />
              <rect x={index * STEP + (STEP - BAR) / 2} y={HEIGHT - 1} width={BAR} height={1} className="fill-line" />
              <rect
                x={index * STEP + (STEP - BAR) / 2}
                y={HEIGHT - height}
                width={BAR}
                height={height}
                className={classes(chosen === day.day ? "fill-brass" : "fill-brass-mark")}
              />
            </g>
          );
        })}
      </svg>
      <div aria-hidden className="mt-1 flex justify-between text-xs text-ink-faint">
        <span>{dayWords(days[0]?.day ?? "", i18n.language)}</span>
        <span>{dayWords(days[Math.floor(days.length / 2)]?.day ?? "", i18n.language)}</span>
        <span>{dayWords(days.at(-1)?.day ?? "", i18n.language)}</span>
      </div>
      <table className="sr-only">
        <caption>{t("byDay")}</caption>
        <tbody>
          {days
            .filter((day) => day.messages > 0)
            .map((day) => (
              <tr key={day.day}>
                <th scope="row">{dayWords(day.day, i18n.language)}</th>
                <td>{formatMicros(day.micros, i18n.language)}</td>
                <td>{t("messages", { count: day.messages })}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  );
}
