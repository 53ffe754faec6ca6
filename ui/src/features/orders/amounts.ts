// Amounts of money as the decimal texts they come and go as: read, multiplied, added and shown without ever becoming a
// floating number. Knows nothing of React.
import { regional } from "@/lib/region";

const SHAPE = /^(-?)(\d+)(?:\.(\d+))?$/;
/** Digits after the point that are shown at most: a price of a gram has more than cents. */
const MOST_DIGITS = 6;

interface Decimal {
  value: bigint;
  /** How many of its digits stand after the point. */
  digits: number;
}

function decimal(text: string): Decimal | null {
  const match = SHAPE.exec(text);
  if (!match) return null;
  const [, sign = "", whole = "", part = ""] = match;
  return { value: BigInt(`${sign}${whole}${part}`), digits: part.length };
}

function written({ value, digits }: Decimal): string {
  const sign = value < 0n ? "-" : "";
  const text = (value < 0n ? -value : value).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const part = text.slice(text.length - digits).replace(/0+$/, "");
  return part ? `${sign}${whole}.${part}` : `${sign}${whole}`;
}

/** The product of two decimal texts; null when one is none. */
export function times(a: string, b: string): string | null {
  const [x, y] = [decimal(a), decimal(b)];
  return x && y && written({ value: x.value * y.value, digits: x.digits + y.digits });
}

/** The sum of decimal texts; null when one is none. */
export function sum(amounts: readonly (string | null)[]): string | null {
  let total: Decimal = { value: 0n, digits: 0 };
  for (const amount of amounts) {
    const next = amount === null ? null : decimal(amount);
    if (!next) return null;
    const digits = Math.max(total.digits, next.digits);
    const scaled = (of: Decimal) => of.value * 10n ** BigInt(digits - of.digits);
    total = { value: scaled(total) + scaled(next), digits };
  }
  return written(total);
}

export const isZero = (amount: string): boolean => decimal(amount)?.value === 0n;

/** How many digits the currency has after the point. */
function fraction(currency: string): number {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** "€1,234.50" from "1234.50": the exact amount, in the reader's way of writing. */
export function formatAmount(amount: string, currency: string, language: string): string {
  try {
    const cents = fraction(currency);
    return new Intl.NumberFormat(regional(language), {
      style: "currency",
      currency,
      minimumFractionDigits: cents,
      maximumFractionDigits: Math.max(cents, MOST_DIGITS),
    }).format(amount as Intl.StringNumericLiteral);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** The same of amount and currency in one text: "1234.50 EUR". */
export function formatMoney(money: string, language: string): string {
  const [amount = "", currency = ""] = money.split(" ");
  return formatAmount(amount, currency, language);
}

/** "0.75" as the reader writes it. */
export function formatQuantity(quantity: string, language: string): string {
  return new Intl.NumberFormat(regional(language), { maximumFractionDigits: 3 }).format(quantity as Intl.StringNumericLiteral);
}

/**
 * What somebody typed, as a decimal text: "1.234,50", "1,234.50", "12,5" and "12" are sure. Null for what is no amount, and
 * for "1.234", which is one and a bit to some and a thousand to others: unless the currency has three digits after the point.
 */
export function readAmount(typed: string, currency = ""): string | null {
  const text = typed.replace(/[\s'’\u00a0\u202f]/g, "");
  const found = /^(-?)(\d+(?:[.,]\d{3})*)(?:([.,])(\d*))?$/.exec(text) ?? /^(-?)(\d+)([.,])(\d*)$/.exec(text);
  if (!found) return null;
  const marks = [...text].filter((letter) => letter === "." || letter === ",");
  const last = marks.at(-1);
  if (!last) return text;
  const at = text.lastIndexOf(last);
  const [whole, part] = [text.slice(0, at), text.slice(at + 1)];
  const groups = marks.slice(0, -1);
  // The same mark twice groups thousands; two different ones are a grouping and a point.
  if (groups.length > 0 && new Set(marks).size === 1) return part.length === 3 ? text.replaceAll(last, "") : null;
  if (groups.length > 0 && (new Set(groups).size > 1 || groups[0] === last)) return null;
  if (groups.length === 0 && part.length === 3 && !/^-?0+$/.test(whole) && !(currency && fraction(currency) === 3)) return null;
  const clean = whole.replace(/[.,]/g, "");
  return part ? `${clean}.${part}` : clean;
}
