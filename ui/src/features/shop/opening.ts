// When the shop is open on one day: its special days first, else the week. Pure.
import type { Shop } from "@/api/types";

export type Hours = Pick<Shop, "hours" | "special_days">;

/** From the first opening to the last closing of a day, as minutes after midnight; null on a day the shop is closed. */
export interface OpenDay {
  opens: number;
  closes: number;
}

/** The day as the shop's special days write it. */
export function dayKey(day: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  return hours * 60 + rest;
}

/** Undefined when the shop has not said its hours at all. */
export function openDay(shop: Hours, day: Date): OpenDay | null | undefined {
  const key = dayKey(day);
  const special = shop.special_days.find(({ from, to }) => from <= key && key <= to);
  if (!special && shop.hours.length === 0) return undefined;
  const weekday = day.getDay() || 7;
  const stretches = special ? special.hours : shop.hours.filter(({ days }) => days.includes(weekday));
  if (stretches.length === 0) return null;
  const opens = Math.min(...stretches.map((stretch) => minutes(stretch.opens)));
  const ends = stretches.map((stretch) => minutes(stretch.closes) + (minutes(stretch.closes) <= minutes(stretch.opens) ? 24 * 60 : 0));
  return { opens, closes: Math.max(...ends) };
}
