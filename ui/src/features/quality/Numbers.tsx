// The numbers of the page, each with what it is of, each a way to the conversations it counts.
import { useTranslation } from "react-i18next";
import type { QualityFigures, QualityShare, QualityTimes } from "@/api/types";
import { classes } from "@/lib/classes";
import { formatCount } from "@/lib/numbers";
import { Badge } from "@/ui/Badge";
import { Card, CardHeader } from "@/ui/Card";
import { duration, ENDINGS, FEW, percent, shareOf, type MARKS, type SHARES, type TIMES } from "./figures";
import type { Pressed } from "./queries";

type Open = (pressed: Pressed) => void;

/** From what is best to what is least, in one colour each. */
const COLOURS: Record<(typeof ENDINGS)[number], string> = {
  answered: "bg-good",
  answered_in_part: "bg-good/55",
  suggested: "bg-brass-mark",
  handed_over: "bg-brass/60",
  silenced: "bg-ink-faint",
  declined: "bg-warn",
};

export function Endings({ figures, onOpen }: { figures: QualityFigures; onOpen: Open }) {
  const { t, i18n } = useTranslation("quality");
  const shown = ENDINGS.filter((name) => figures[name] > 0);
  const share = (name: (typeof ENDINGS)[number]) => shareOf({ count: figures[name], sample: figures.turns });
  return (
    <Card label={t("endings.title")}>
      <CardHeader title={t("endings.title")} description={t("endings.lead")} />
      <div aria-hidden className="mb-4 flex h-3 gap-0.5 overflow-hidden rounded-full">
        {shown.map((name) => (
          <span key={name} className={classes("min-w-1", COLOURS[name])} style={{ flexGrow: figures[name], flexBasis: 0 }} />
        ))}
      </div>
      <ul className="grid gap-x-8 sm:grid-cols-2">
        {ENDINGS.map((name) => (
          <li key={name}>
            <button
              type="button"
              disabled={figures[name] === 0}
              onClick={() => onOpen({ figure: name })}
              className="flex w-full items-center gap-3 rounded-md py-2 text-start enabled:hover:text-brass pointer-coarse:min-h-11"
            >
              <span aria-hidden className={classes("size-2.5 shrink-0 rounded-full", COLOURS[name])} />
              <span className="min-w-0 flex-1">{t(`figures.${name}`)}</span>
              <span className="font-medium tabular-nums">{formatCount(figures[name], i18n.language)}</span>
              <span className="w-12 text-end text-sm text-ink-faint tabular-nums">
                {share(name) !== null && percent(share(name) ?? 0, i18n.language)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const pressable =
  "rounded-md text-start pointer-coarse:min-w-11 font-serif text-3xl font-medium enabled:hover:text-brass pointer-coarse:min-h-11";

export function ShareCard({ name, share, onOpen }: { name: (typeof SHARES | typeof MARKS)[number]; share: QualityShare; onOpen: Open }) {
  const { t, i18n } = useTranslation("quality");
  const value = shareOf(share);
  const words = { part: formatCount(share.count, i18n.language), count: share.sample, of: formatCount(share.sample, i18n.language) };
  return (
    <Card as="article" label={t(`figures.${name}`)} className="flex flex-col gap-2">
      <h3 className="text-sm font-medium text-ink-soft">{t(`figures.${name}`)}</h3>
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <button type="button" disabled={share.count === 0} onClick={() => onOpen({ figure: name })} className={pressable}>
          <bdi>{value === null ? (share.sample > 0 ? formatCount(share.count, i18n.language) : "–") : percent(value, i18n.language)}</bdi>
        </button>
        {share.sample > 0 && <bdi className="text-sm text-ink-faint">{t("partOf", words)}</bdi>}
      </p>
      {share.sample < FEW && (
        <Badge tone="warn" className="self-start">
          {t("few")}
        </Badge>
      )}
      <p className="text-pretty text-ink-soft">{t(`means.${name}`)}</p>
    </Card>
  );
}

export function TimesCard({ name, times, onOpen }: { name: (typeof TIMES)[number]; times: QualityTimes; onOpen: Open }) {
  const { t, i18n } = useTranslation("quality");
  const time = (ms: number | null | undefined) => (ms == null ? "–" : duration(ms, i18n.language));
  return (
    <Card as="article" label={t(`figures.${name}`)} className="flex flex-col gap-2">
      <h3 className="text-sm font-medium text-ink-soft">{t(`figures.${name}`)}</h3>
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <button type="button" disabled={times.sample === 0} onClick={() => onOpen({ figure: name })} className={pressable}>
          <bdi>{time(times.median_ms)}</bdi>
        </button>
        <span className="text-sm text-ink-faint">{t("half", { count: times.sample, of: formatCount(times.sample, i18n.language) })}</span>
      </p>
      {times.sample < FEW && (
        <Badge tone="warn" className="self-start">
          {t("few")}
        </Badge>
      )}
      <p className="text-pretty text-ink-soft">
        {times.sample > 0 && t("nineOfTen", { time: time(times.nine_of_ten_ms) })} {t(`means.${name}`)}
      </p>
    </Card>
  );
}
