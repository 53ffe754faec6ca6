// Reads a basket. Amounts stay text, summed in whole smallest units: money is never a floating number. Pure.
import { listAt, numberAt, textAt } from "@/lib/json";

export interface OrderLine {
  product: string;
  quantity: number;
  price: string | null;
  currency: string | null;
}

export interface Order {
  lines: OrderLine[];
  total: { amount: string; currency: string | null } | null;
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

function total(lines: readonly OrderLine[]): Order["total"] {
  const currency = lines[0]?.currency ?? null;
  let sum = 0n;
  for (const line of lines) {
    const price = line.price === null ? null : units(line.price);
    if (price === null || line.currency !== currency || !Number.isInteger(line.quantity)) return null;
    sum += price * BigInt(line.quantity);
  }
  return { amount: amount(sum), currency };
}

export function orderOf(content: unknown): Order {
  const lines = listAt(content, "items").map((item) => ({
    product: textAt(item, "product") ?? "—",
    quantity: numberAt(item, "quantity") ?? 1,
    price: textAt(item, "price"),
    currency: textAt(item, "currency"),
  }));
  return { lines, total: lines.length > 0 ? total(lines) : null };
}

export function formatMoney(value: string | null, currency: string | null, language: string): string {
  if (value === null) return "";
  const number = Number(value);
  if (!Number.isFinite(number)) return [value, currency].filter(Boolean).join(" ");
  try {
    if (currency) return new Intl.NumberFormat(language, { style: "currency", currency }).format(number);
  } catch {
    return `${value} ${currency}`;
  }
  return new Intl.NumberFormat(language, { minimumFractionDigits: 2 }).format(number);
}
