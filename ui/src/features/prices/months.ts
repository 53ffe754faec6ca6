// Months as "2026-11": which one it is now, the ones around it, their names and days. Knows nothing of React.
import { regional } from "@/lib/region";

/** The month it is now where the shop is. */
export function monthNow(timeZone: string, now: Date = new Date()): string {
  // The Swedish form of a date is the one that sorts.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit" }).format(now);
}

export function monthBeside(month: string, step: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7);
}

/** "November 2026" */
export function monthName(month: string, language: string): string {
  return new Intl.DateTimeFormat(regional(language), { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}

/** Every day of the month as "2026-11-01", whether or not anything was sent on it. */
export function daysOf(month: string): string[] {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: last }, (_, index) => `${month}-${String(index + 1).padStart(2, "0")}`);
}
