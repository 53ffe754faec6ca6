// Sensible moments to look at a conversation again: by the shop's own hours where it has said them. Pure.
import { openDay, type Hours } from "@/features/shop/opening";

export type SnoozeChoice = "later" | "tomorrow" | "monday" | "week";

/** When a working day begins for a snoozed conversation, and until when "later today" is worth offering, where the shop says nothing; in minutes after midnight. */
const MORNING = 9 * 60;
const EVENING = 20 * 60;
const MINUTE = 60_000;
/** "Later today" is so much later, in milliseconds. */
const LATER = 180 * MINUTE;
const QUARTER = 15 * MINUTE;

const NEVER_SAID: Hours = { hours: [], special_days: [] };

const onDay = (now: Date, days: number, minutes = 0) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 0, minutes);

/** When the shop opens in so many days; nine o'clock when it is closed then. */
function morning(now: Date, days: number, shop: Hours): Date {
  return onDay(now, days, openDay(shop, onDay(now, days))?.opens ?? MORNING);
}

/** The first day of next week on which the shop is open; Monday when it is open on none. */
function nextWeek(now: Date, shop: Hours): number {
  const monday = (8 - now.getDay()) % 7 || 7;
  for (let day = monday; day < monday + 7; day += 1) if (openDay(shop, onDay(now, day)) !== null) return day;
  return monday;
}

/** In three hours, tomorrow morning, the first morning of next week, or this day in a week. */
export function snoozeTime(choice: SnoozeChoice, now: Date, shop: Hours = NEVER_SAID): Date {
  switch (choice) {
    case "later":
      return new Date(Math.ceil((now.getTime() + LATER) / QUARTER) * QUARTER);
    case "tomorrow":
      return morning(now, 1, shop);
    case "monday":
      return morning(now, nextWeek(now, shop), shop);
    case "week":
      return morning(now, 7, shop);
  }
}

/** What is worth offering now, each moment once: no "later today" after closing, no next week that is tomorrow. */
export function snoozeChoices(now: Date, shop: Hours = NEVER_SAID): { choice: SnoozeChoice; when: Date }[] {
  const today = openDay(shop, now);
  const evening = onDay(now, 0, today?.closes ?? EVENING).getTime();
  const seen = new Set<number>();
  return (["later", "tomorrow", "week", "monday"] as const)
    .map((choice) => ({ choice, when: snoozeTime(choice, now, shop) }))
    .filter(({ choice, when }) => {
      if (choice === "later" && (today === null || when.getTime() > evening)) return false;
      if (seen.has(when.getTime())) return false;
      seen.add(when.getTime());
      return true;
    })
    .sort((a, b) => a.when.getTime() - b.when.getTime());
}

/** The value a date-and-time field takes, in the reader's own time zone. */
export function fieldValue(when: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}T${two(when.getHours())}:${two(when.getMinutes())}`;
}
