// How an amount of money is shown: exact, with the digits of its currency, the reader's way. The one place for it.
import { regional } from "./region";

/** Digits after the point that are shown at most: a price of a gram has more than cents. */
const MOST_DIGITS = 6;

/** How many digits the currency has after the point. */
export function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** "€1,234.50" from "1234.50": the exact amount, in the reader's way of writing. */
export function formatAmount(amount: string, currency: string, language: string): string {
  try {
    const cents = digitsOf(currency);
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
