// Times as people say them, in the reader's language and time zone. Never parses anything but RFC 3339.
import { regional } from "./region";

export type When = string | Date;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function toDate(when: When): Date {
  return typeof when === "string" ? new Date(when) : when;
}

export function sameDay(a: When, b: When): boolean {
  return toDate(a).toDateString() === toDate(b).toDateString();
}

/** "14:05", or "2:05 PM" where that is how it is written. */
export function clockTime(when: When, language: string): string {
  return new Intl.DateTimeFormat(regional(language), { timeStyle: "short" }).format(toDate(when));
}

/** "21 Nov 2026, 14:05": exact, for hover and lists that must not lie. */
export function exactTime(when: When, language: string): string {
  return new Intl.DateTimeFormat(regional(language), { dateStyle: "medium", timeStyle: "short" }).format(toDate(when));
}

/** What a list row shows: the time today, the weekday this week, else the date. */
export function shortTime(when: When, language: string, now: Date = new Date()): string {
  const date = toDate(when);
  if (sameDay(date, now)) return clockTime(date, language);
  const age = Math.abs(now.getTime() - date.getTime());
  if (age < 6 * DAY) return new Intl.DateTimeFormat(regional(language), { weekday: "short" }).format(date);
  const withYear = date.getFullYear() !== now.getFullYear();
  return new Intl.DateTimeFormat(regional(language), { day: "numeric", month: "short", ...(withYear && { year: "numeric" }) }).format(date);
}

/** The heading between days: "today", "yesterday", else the full date. */
export function dayLine(when: When, language: string, now: Date = new Date()): string {
  const date = toDate(when);
  const relative = new Intl.RelativeTimeFormat(regional(language), { numeric: "auto" });
  if (sameDay(date, now)) return relative.format(0, "day");
  if (sameDay(date, new Date(now.getTime() - DAY))) return relative.format(-1, "day");
  return new Intl.DateTimeFormat(regional(language), { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(date);
}

/** "4 min ago", "in 2 hr"; written out in full inside sentences. */
export function relativeTime(when: When, language: string, now: Date = new Date(), style: "short" | "long" = "short"): string {
  const difference = toDate(when).getTime() - now.getTime();
  const relative = new Intl.RelativeTimeFormat(regional(language), { numeric: "auto", style });
  // Thirty days are not "last month", and cut short that is no word at all.
  const counted = new Intl.RelativeTimeFormat(regional(language), { numeric: "always", style });
  const size = Math.abs(difference);
  if (size < MINUTE) return relative.format(Math.round(difference / 1000), "second");
  if (size < HOUR) return relative.format(Math.round(difference / MINUTE), "minute");
  if (size < DAY) return relative.format(Math.round(difference / HOUR), "hour");
  if (size < 30 * DAY) return relative.format(Math.round(difference / DAY), "day");
  if (size < 365 * DAY) return counted.format(Math.round(difference / (30 * DAY)), "month");
  return counted.format(Math.round(difference / (365 * DAY)), "year");
}

/** The same for what has happened: "now" when the clocks of server and device differ a little. */
export function timeAgo(when: When, language: string, now: Date = new Date(), style: "short" | "long" = "short"): string {
  return relativeTime(new Date(Math.min(toDate(when).getTime(), now.getTime())), language, now, style);
}

export interface Countdown {
  hours: number;
  minutes: number;
  /** calm above two hours, soon above thirty minutes, urgent below, closed when it is over. */
  level: "calm" | "soon" | "urgent" | "closed";
}

/** What is left until `end`, in whole minutes rounded up. */
export function countdown(end: When, now: Date = new Date()): Countdown {
  const left = toDate(end).getTime() - now.getTime();
  if (left <= 0) return { hours: 0, minutes: 0, level: "closed" };
  const minutes = Math.ceil(left / MINUTE);
  const level = left > 2 * HOUR ? "calm" : left > 30 * MINUTE ? "soon" : "urgent";
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60, level };
}

/** The short name of a weekday, 1 = Monday … 7 = Sunday. */
export function weekdayName(day: number, language: string, width: "short" | "long" = "short"): string {
  // 2024-01-01 was a Monday.
  return new Intl.DateTimeFormat(regional(language), { weekday: width, timeZone: "UTC" }).format(new Date(Date.UTC(2024, 0, day)));
}

/** A day of any year such as `12-24`: 24 December. */
export function dayOfYear(date: string, language: string): string {
  const [month = 1, day = 1] = date.split("-").map(Number);
  return new Intl.DateTimeFormat(regional(language), { day: "numeric", month: "long", timeZone: "UTC" }).format(
    Date.UTC(2024, month - 1, day),
  );
}

/** "1:05" for 65.4 seconds. */
export function minutesAndSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
