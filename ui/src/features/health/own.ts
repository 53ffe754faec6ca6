// A signal of the shop's own as it is built: which choices there are, what each needs, what is wrong with one. Pure.
import type { SignalQuestion, SignalWhat } from "@/api/types";

export const WHATS = [
  "not_written",
  "not_ordered",
  "never_ordered",
  "ordered_product",
  "product_not_again",
  "basket_left",
  "labelled_quiet",
] as const satisfies SignalWhat[];

/** Days a choice may look back, as the server has it. */
export const MOST_DAYS = 365;
/** Letters of a name and of a product. */
export const NAME_LIMIT = 60;
export const PRODUCT_LIMIT = 200;
const MOST_ORDERS = 1_000;

/** A question being built: what is typed is kept as typed. */
export interface OwnDraft {
  what: SignalWhat;
  days: string;
  product: string;
  label: string;
  labels: string[];
  language: string;
  orders: string;
  amount: string;
  currency: string;
  wrote: string;
}

export const NEW_DRAFT: OwnDraft = {
  what: "not_written",
  days: "30",
  product: "",
  label: "",
  labels: [],
  language: "",
  orders: "",
  amount: "",
  currency: "EUR",
  wrote: "",
};

export type OwnFault = "name" | "days" | "product" | "label" | "orders" | "amount" | "wrote" | "wroteBeforeDays";

export const needsProduct = (what: SignalWhat) => what === "ordered_product" || what === "product_not_again";
export const needsLabel = (what: SignalWhat) => what === "labelled_quiet";

/** A whole number as people type it; nothing for anything else. */
function whole(text: string): number | null {
  const plain = text.trim();
  return /^\d{1,9}$/.test(plain) ? Number(plain) : null;
}

const within = (number: number | null, most: number) => number !== null && number >= 1 && number <= most;

/** "1.234,50" and "1,234.50" are both heard; the server wants one point. */
export function plainAmount(text: string): string {
  const bare = text.replace(/[\s'’]/g, "");
  const last = Math.max(bare.lastIndexOf(","), bare.lastIndexOf("."));
  const decimals = last >= 0 ? bare.slice(last + 1) : "";
  // Three digits after the only kind of separator are thousands: 1.234 is no price of one.
  const isThousands = last >= 0 && decimals.length === 3 && !(bare.includes(",") && bare.includes("."));
  if (last < 0 || isThousands) return bare.replace(/[.,]/g, "");
  return `${bare.slice(0, last).replace(/[.,]/g, "")}.${decimals}`;
}

const isAmount = (text: string) => /^\d{1,12}(\.\d{1,6})?$/.test(text) && Number(text) > 0;

/** What is wrong with a draft, field by field. */
export function faultsOf(draft: OwnDraft): OwnFault[] {
  const faults: OwnFault[] = [];
  const days = whole(draft.days);
  if (!within(days, MOST_DAYS)) faults.push("days");
  if (needsProduct(draft.what) && (draft.product.trim() === "" || [...draft.product.trim()].length > PRODUCT_LIMIT)) faults.push("product");
  if (needsLabel(draft.what) && !draft.label) faults.push("label");
  if (draft.orders.trim() && !within(whole(draft.orders), MOST_ORDERS)) faults.push("orders");
  if (draft.amount.trim() && !isAmount(plainAmount(draft.amount))) faults.push("amount");
  if (draft.wrote.trim()) {
    const wrote = whole(draft.wrote);
    if (!within(wrote, MOST_DAYS)) faults.push("wrote");
    else if (draft.what === "not_written" && days !== null && wrote !== null && wrote <= days) faults.push("wroteBeforeDays");
  }
  return faults;
}

/** As the server takes it; only of a draft without faults. */
export function questionOf(draft: OwnDraft): SignalQuestion {
  const { what, labels, language } = draft;
  const amount = plainAmount(draft.amount);
  return {
    what,
    days: whole(draft.days) ?? 0,
    ...(needsProduct(what) && { product: draft.product.trim() }),
    ...(needsLabel(what) && { label: draft.label }),
    who: {
      ...(labels.length > 0 && { labels }),
      ...(language && { language }),
      ...(draft.orders.trim() && { orders_at_least: whole(draft.orders) ?? 0 }),
      ...(draft.amount.trim() && { spent_at_least: { amount, currency: draft.currency } }),
      ...(draft.wrote.trim() && { wrote_within_days: whole(draft.wrote) ?? 0 }),
    },
  };
}

export function draftOf(question: SignalQuestion): OwnDraft {
  const who = question.who ?? {};
  const text = (number: number | null | undefined) => (number == null ? "" : String(number));
  return {
    what: question.what,
    days: String(question.days),
    product: question.product ?? "",
    label: question.label ?? "",
    labels: who.labels ?? [],
    language: who.language ?? "",
    orders: text(who.orders_at_least),
    amount: who.spent_at_least?.amount ?? "",
    currency: who.spent_at_least?.currency ?? NEW_DRAFT.currency,
    wrote: text(who.wrote_within_days),
  };
}
