// Reads a basket. Amounts stay text, summed in whole smallest units: money is never a floating number. Pure.
import { listAt, numberAt, textAt } from "@/lib/json";
import { formatAmount } from "@/lib/money";
import { regional } from "@/lib/region";

export interface OrderLine {
  product: string;
  quantity: number;
  price: string | null;
  currency: string | null;
  /** Price times quantity; null when it cannot be known exactly. */
  sum: string | null;
}

export interface Total {
  amount: string;
  currency: string | null;
}

export interface Order {
  lines: OrderLine[];
  /** One per currency; none when a line cannot be summed. */
  totals: Total[];
}

/** Digits after the point that sums keep. */
const DIGITS = 4;

/** "12.5" as 125000n; null for anything that is not a plain amount. */
function units(amount: string): bigint | null {
  const match = /^(\d{1,12})(?:\.(\d{1,4}))?$/.exec(amount.trim());
  if (!match) return null;
  return BigInt(match[1] ?? "0") * 10n ** BigInt(DIGITS) + BigInt((match[2] ?? "").padEnd(DIGITS, "0"));
}

function amount(value: bigint): string {
  const text = value.toString().padStart(DIGITS + 1, "0");
  return `${text.slice(0, -DIGITS)}.${text.slice(-DIGITS)}`;
}

function lineSum(price: string | null, quantity: number): string | null {
  const each = price === null ? null : units(price);
  return each === null || !Number.isInteger(quantity) ? null : amount(each * BigInt(quantity));
}

function totalsOf(lines: readonly OrderLine[]): Total[] {
  const sums = new Map<string | null, bigint>();
  for (const { sum, currency } of lines) {
    const value = sum === null ? null : units(sum);
    if (value === null) return [];
    sums.set(currency, (sums.get(currency) ?? 0n) + value);
  }
  return [...sums].map(([currency, sum]) => ({ amount: amount(sum), currency }));
}

/** Amounts the server summed are taken as they are; what it left open is summed here. */
export function orderOf(content: unknown): Order {
  const lines = listAt(content, "items").map((item) => {
    const [quantity, price] = [numberAt(item, "quantity") ?? 1, textAt(item, "price")];
    return {
      product: textAt(item, "product") ?? "—",
      quantity,
      price,
      currency: textAt(item, "currency"),
      sum: textAt(item, "line_total") ?? lineSum(price, quantity),
    };
  });
  const told = listAt(content, "totals").flatMap((total) => {
    const sum = textAt(total, "total");
    return sum ? [{ amount: sum, currency: textAt(total, "currency") }] : [];
  });
  return { lines, totals: told.length > 0 ? told : totalsOf(lines) };
}

export function formatMoney(value: string | null, currency: string | null, language: string): string {
  if (value === null) return "";
  const number = Number(value);
  if (!Number.isFinite(number)) return [value, currency].filter(Boolean).join(" ");
  if (currency) return formatAmount(value, currency, language);
  return new Intl.NumberFormat(regional(language), { minimumFractionDigits: 2 }).format(number);
}
