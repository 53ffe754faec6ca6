// What was good and what was not, in sentences an owner reads once.
import { useTranslation } from "react-i18next";
import { CircleAlert, CircleCheck } from "lucide-react";
import type { QualityFigures } from "@/api/types";
import { classes } from "@/lib/classes";
import { formatCount } from "@/lib/numbers";
import { Card } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { duration, FEW, percent, points, type Point } from "./figures";

function usePointWords() {
  const { t, i18n } = useTranslation("quality");
  return (point: Point, kind: "good" | "bad") =>
    "ms" in point
      ? t(`points.${kind}.waiting`, { time: duration(point.ms, i18n.language) })
      : t(`points.${kind}.${point.name}` as "points.bad.bad", {
          count: point.count,
          share: percent(point.share, i18n.language),
          part: formatCount(point.count, i18n.language),
          of: formatCount(point.sample, i18n.language),
        });
}

function Points({ kind, list }: { kind: "good" | "bad"; list: Point[] }) {
  const { t } = useTranslation("quality");
  const words = usePointWords();
  const good = kind === "good";
  return (
    <section className="min-w-0">
      <h2 className="text-sm font-medium text-ink-faint">{t(`points.${kind}.title`)}</h2>
      {list.length === 0 ? (
        <p className="mt-2 text-ink-soft">{t(`points.${kind}.none`)}</p>
      ) : (
        <ul className="mt-2 flex flex-col gap-2">
          {list.map((point) => (
            <li key={point.name} className="flex items-start gap-2.5">
              <Icon
                of={good ? CircleCheck : CircleAlert}
                size={18}
                className={classes("mt-0.5 shrink-0", good ? "text-good" : "text-warn")}
              />
              <span className="min-w-0 text-pretty">{words(point, kind)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

export function Headline({ figures, days }: { figures: QualityFigures; days: number }) {
  const { t, i18n } = useTranslation("quality");
  const { good, bad } = points(figures);
  const count = (value: number) => formatCount(value, i18n.language);
  const answered = figures.answered + figures.answered_in_part;
  return (
    <Card label={t("summary")}>
      <p className="font-serif text-xl leading-snug font-medium text-pretty sm:text-2xl">
        {t("headline", {
          count: figures.turns,
          turns: count(figures.turns),
          answered: count(answered),
          people: count(figures.handed_over + figures.silenced + figures.suggested),
          days,
        })}
        {figures.declined > 0 && ` ${t("headlineDeclined", { declined: count(figures.declined) })}`}
      </p>
      {figures.turns < FEW ? (
        <p className="mt-3 text-ink-soft">{t("tooFew")}</p>
      ) : (
        <div className="mt-5 grid gap-x-10 gap-y-6 sm:grid-cols-2">
          <Points kind="good" list={good} />
          <Points kind="bad" list={bad} />
        </div>
      )}
    </Card>
  );
}
