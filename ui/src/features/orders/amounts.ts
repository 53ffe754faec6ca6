// Amounts of money as the decimal texts they come and go as: read, multiplied and added without ever becoming a floating
// number. How they are shown stands in lib/money. Knows nothing of React.
import { digitsOf } from "@/lib/money";
import { regional } from "@/lib/region";

const SHAPE = /^(-?)(\d+)(?:\.(\d+))?$/;
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
  if (groups.length === 0 && part.length === 3 && !/^-?0+$/.test(whole) && !(currency && digitsOf(currency) === 3)) return null;
  const clean = whole.replace(/[.,]/g, "");
  return part ? `${clean}.${part}` : clean;
}
