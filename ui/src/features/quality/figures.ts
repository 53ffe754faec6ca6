// What the quality page says of the figures: which were good, which were not, how each is written, and the file of them. Pure.
import type { Quality, QualityFigures, QualityShare } from "@/api/types";
import { formatPercent } from "@/lib/numbers";
import { regional } from "@/lib/region";

/** Below this many a share says nothing, and the page says so. */
export const FEW = 20;

export const ENDINGS = ["answered", "answered_in_part", "suggested", "declined", "handed_over", "silenced"] as const;
export const SHARES = ["corrected", "asked_twice", "reopened"] as const;
/** What the team thought. */
export const MARKS = ["bad", "needless", "late", "missed"] as const;
export const TIMES = ["first_answer", "resolution"] as const;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Judged = "answered" | "declined" | "corrected" | "asked_twice" | "reopened" | "bad" | "missed" | "needless";

/** What is judged, in the order it is told. */
export type Point = { name: Judged | "waiting" } & ({ share: number; count: number; sample: number } | { ms: number; sample: number });

/** From where on a share is good, and from where on it is not; between the two nothing is said. */
const JUDGED = {
  answered: { good: (share: number) => share >= 0.6, bad: (share: number) => share < 0.4 },
  declined: { good: (share: number) => share <= 0.05, bad: (share: number) => share >= 0.15 },
  corrected: { good: (share: number) => share <= 0.05, bad: (share: number) => share >= 0.1 },
  asked_twice: { good: (share: number) => share <= 0.05, bad: (share: number) => share >= 0.1 },
  reopened: { good: (share: number) => share <= 0.1, bad: (share: number) => share >= 0.2 },
  bad: { good: (share: number) => share <= 0.1, bad: (share: number) => share >= 0.25 },
  // Nobody marks what was right: only that much was marked is told.
  missed: { good: () => false, bad: (share: number) => share >= 0.03 },
  needless: { good: () => false, bad: (share: number) => share >= 0.2 },
} satisfies Record<Judged, Record<"good" | "bad", (share: number) => boolean>>;

export function sharesOf(figures: QualityFigures): Record<Judged, QualityShare> {
  return {
    answered: { count: figures.answered + figures.answered_in_part, sample: figures.turns },
    declined: { count: figures.declined, sample: figures.turns },
    corrected: figures.corrected,
    asked_twice: figures.asked_twice,
    reopened: figures.reopened,
    bad: figures.bad,
    missed: figures.missed,
    needless: figures.needless,
  };
}

/** Nothing where it rests on too few. */
export const shareOf = ({ count, sample }: QualityShare): number | null => (sample < FEW ? null : count / sample);

export function points(figures: QualityFigures): { good: Point[]; bad: Point[] } {
  const [good, bad]: [Point[], Point[]] = [[], []];
  const shares = sharesOf(figures);
  for (const name of Object.keys(JUDGED) as Judged[]) {
    const share = shareOf(shares[name]);
    if (share === null) continue;
    const point = { name, share, ...shares[name] };
    if (JUDGED[name].good(share)) good.push(point);
    if (JUDGED[name].bad(share)) bad.push(point);
  }
  const { median_ms: half, nine_of_ten_ms: most, sample } = figures.first_answer;
  if (half != null && most != null && sample >= FEW) {
    if (most >= HOUR) bad.push({ name: "waiting", ms: most, sample });
    else if (half <= 2 * MINUTE) good.push({ name: "waiting", ms: half, sample });
  }
  return { good, bad };
}

/** "4.1%" and "41%": of little, a tenth tells something. */
export const percent = (share: number, language: string): string => formatPercent(share, language, share < 0.1 ? 1 : 0);

/** "40 sec", "12 min", "3.5 hr": one unit, as long as it is easily read. */
export function duration(ms: number, language: string): string {
  const [value, unit] =
    ms < MINUTE ? [ms / 1000, "second"] : ms < HOUR ? [ms / MINUTE, "minute"] : ms < 2 * DAY ? [ms / HOUR, "hour"] : [ms / DAY, "day"];
  return new Intl.NumberFormat(regional(language), {
    style: "unit",
    unit: String(unit),
    unitDisplay: "short",
    maximumFractionDigits: value < 10 && unit !== "second" ? 1 : 0,
  }).format(Number(value));
}

function cells(figures: QualityFigures): string[] {
  const shares = [...SHARES, ...MARKS].flatMap((name) => {
    const share = shareOf(figures[name]);
    return [String(figures[name].count), String(figures[name].sample), share === null ? "" : share.toFixed(4)];
  });
  const times = TIMES.flatMap((name) => {
    const { median_ms, nine_of_ten_ms, sample } = figures[name];
    return [median_ms, nine_of_ten_ms, sample].map((value) => (value == null ? "" : String(value)));
  });
  return [String(figures.turns), ...ENDINGS.map((name) => String(figures[name])), ...shares, ...times];
}

/** What is shown, as lines of a file: all turns first, then each value of each dimension; a share of too few is left empty. */
export function linesOf(quality: Quality): string[][] {
  const header = [
    "days",
    "by",
    "value",
    "turns",
    ...ENDINGS,
    ...[...SHARES, ...MARKS].flatMap((name) => [name, `${name}_sample`, `${name}_share`]),
    ...TIMES.flatMap((name) => [`${name}_median_ms`, `${name}_nine_of_ten_ms`, `${name}_sample`]),
  ];
  const days = String(quality.days);
  const told = quality.by.flatMap(({ dimension, values }) =>
    values.map((of) => [days, dimension, of.name ?? of.value ?? "", ...cells(of.figures)]),
  );
  return [header, [days, "all", "", ...cells(quality.figures)], ...told];
}
