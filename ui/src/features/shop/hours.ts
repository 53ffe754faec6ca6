// Opening hours as a week of days, each with its stretches, and back to the API's grouped form.
import type { OpeningHours } from "@/api/types";

export interface Stretch {
  opens: string;
  closes: string;
}

/** Seven days, Monday first. */
export type Week = Stretch[][];

export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export function toWeek(hours: readonly OpeningHours[]): Week {
  const week: Week = DAYS.map(() => []);
  for (const { days, opens, closes } of hours) for (const day of days) week[day - 1]?.push({ opens, closes });
  for (const day of week) day.sort((a, b) => a.opens.localeCompare(b.opens));
  return week;
}

/** Days that share a stretch are said once. */
export function toHours(week: Week): OpeningHours[] {
  const byStretch = new Map<string, OpeningHours>();
  week.forEach((stretches, index) => {
    for (const { opens, closes } of stretches) {
      const key = `${opens}-${closes}`;
      const entry = byStretch.get(key) ?? { days: [], opens, closes };
      entry.days.push(index + 1);
      byStretch.set(key, entry);
    }
  });
  return [...byStretch.values()].sort((a, b) => (a.days[0] ?? 0) - (b.days[0] ?? 0) || a.opens.localeCompare(b.opens));
}

const FIRST: Stretch = { opens: "09:00", closes: "18:00" };
const AFTERNOON: Stretch = { opens: "15:00", closes: "19:00" };

/** What a day looks like when it is switched to open: like the nearest earlier day that is. */
export function openedLike(week: Week, day: number): Stretch[] {
  for (let earlier = day - 1; earlier >= 0; earlier -= 1) if (week[earlier]?.length) return week[earlier] ?? [];
  return [FIRST];
}

/** One stretch more, after the last. */
export function withAnother(stretches: Stretch[]): Stretch[] {
  const last = stretches.at(-1);
  return [...stretches, last && last.closes < AFTERNOON.opens ? AFTERNOON : { opens: last?.closes ?? FIRST.opens, closes: "23:00" }];
}

/** Every other open day as this one. Which days a shop works is its own affair: closed days stay closed. */
export function copiedToOpenDays(week: Week, from: number): Week {
  return week.map((stretches) => (stretches.length > 0 ? (week[from] ?? []) : stretches));
}

/** Whether there is another open day with other times, so that copying would change something. */
export function differsElsewhere(week: Week, from: number): boolean {
  const same = JSON.stringify(week[from] ?? []);
  return week.some((stretches) => stretches.length > 0 && JSON.stringify(stretches) !== same);
}
