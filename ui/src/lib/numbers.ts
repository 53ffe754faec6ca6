// Sizes, counts and money for the eye.
import { regional } from "./region";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Bytes of a kilobyte, as the limits of files here and at Meta are counted: 64 MB are 64 * 1024 * 1024. */
const STEP = 1024;

/** "1.4 MB" in the reader's language. */
export function formatBytes(bytes: number, language: string): string {
  let size = bytes;
  let unit = 0;
  while (size >= STEP && unit < UNITS.length - 1) {
    size /= STEP;
    unit += 1;
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1;
  return new Intl.NumberFormat(regional(language), {
    style: "unit",
    unit: UNITS[unit] ?? "byte",
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: digits,
  }).format(size);
}

export function formatCount(count: number, language: string): string {
  return new Intl.NumberFormat(regional(language)).format(count);
}

/** "41%" of 0.414, with as many digits behind the point as there is something to tell. */
export function formatPercent(share: number, language: string, digits = 0): string {
  return new Intl.NumberFormat(regional(language), { style: "percent", maximumFractionDigits: digits }).format(share);
}

/** "60%" of three in five; a dash of nothing. */
export function formatShare(count: number, of: number, language: string): string {
  return of > 0 ? formatPercent(count / of, language) : "–";
}

/** US dollars from millionths, precise enough to show what one answer cost. */
export function formatMicros(micros: number, language: string): string {
  const dollars = micros / 1_000_000;
  const digits = dollars !== 0 && Math.abs(dollars) < 0.1 ? 4 : 2;
  return new Intl.NumberFormat(regional(language), {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(dollars);
}
