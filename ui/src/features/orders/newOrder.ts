// An order as it is being typed, and what is still wrong with it. Knows nothing of React.
import type { NewOrder, OrderState } from "@/api/types";
import { readAmount, sum, times } from "./amounts";

export interface LineDraft {
  key: string;
  name: string;
  quantity: string;
  price: string;
}

export interface OrderDraft {
  contact: { id: string; name: string } | null;
  customerName: string;
  phone: string;
  number: string;
  state: OrderState;
  currency: string;
  /** As an input of the kind `datetime-local` holds it: "2026-11-29T14:05". */
  placedAt: string;
  lines: LineDraft[];
  /** Empty while it is the lines' sum. */
  total: string;
}

/** What is wrong, by field; a line's field is "lines.KEY.price". */
export type Faults = Record<string, "amount" | "needed" | "quantity" | "future">;

/** Now, as an input of the kind `datetime-local` holds it. */
export function localMinute(now: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}T${two(now.getHours())}:${two(now.getMinutes())}`;
}

/** A line nobody wrote in yet is no line. */
const written = ({ name, price }: LineDraft) => name.trim() !== "" || price.trim() !== "";

/** What the lines come to; null while one of them cannot be read. */
export function linesTotal({ lines, currency }: OrderDraft): string | null {
  const used = lines.filter(written);
  if (used.length === 0) return null;
  return sum(
    used.map(({ quantity, price }) => {
      const [count, each] = [readQuantity(quantity), readAmount(price, currency)];
      return count !== null && each !== null ? times(count, each) : null;
    }),
  );
}

const QUANTITY = /^\d+(\.\d{1,3})?$/;

/** A quantity as typed: unlike an amount, "1.250" kilos is one and a quarter. */
function readQuantity(typed: string): string | null {
  const text = typed.trim().replace(",", ".");
  return QUANTITY.test(text) && /[1-9]/.test(text) ? text : null;
}

export function faultsOf(draft: OrderDraft, now: Date): Faults {
  const faults: Faults = {};
  for (const line of draft.lines.filter(written)) {
    if (line.name.trim() === "") faults[`lines.${line.key}.name`] = "needed";
    if (readQuantity(line.quantity) === null) faults[`lines.${line.key}.quantity`] = "quantity";
    if (readAmount(line.price, draft.currency) === null) faults[`lines.${line.key}.price`] = "amount";
  }
  const total = draft.total.trim() ? readAmount(draft.total, draft.currency) : linesTotal(draft);
  if (draft.total.trim() ? total === null || total.startsWith("-") : !draft.lines.some(written)) faults.total = "amount";
  if (!draft.currency) faults.currency = "needed";
  const placed = new Date(draft.placedAt);
  if (Number.isNaN(placed.getTime())) faults.placedAt = "needed";
  else if (placed > now) faults.placedAt = "future";
  return faults;
}

/** The order to be sent. Only for a draft without faults. */
export function orderOf(draft: OrderDraft, spareNumber: string): NewOrder {
  const name = draft.customerName.trim();
  const phone = draft.phone.trim();
  return {
    source: "manual",
    number: draft.number.trim() || spareNumber,
    state: draft.state,
    currency: draft.currency,
    placed_at: new Date(draft.placedAt).toISOString(),
    total: (draft.total.trim() ? readAmount(draft.total, draft.currency) : linesTotal(draft)) ?? "0",
    items: draft.lines.filter(written).map((line) => ({
      name: line.name.trim(),
      quantity: readQuantity(line.quantity) ?? "1",
      unit_price: readAmount(line.price, draft.currency) ?? "0",
    })),
    ...(draft.contact ? { contact_id: draft.contact.id } : { ...(name && { customer_name: name }), ...(phone && { phone }) }),
  };
}

/** A number for an order that has none: the day, and letters nobody mixes up. */
export function spareNumber(now: Date, random: () => number = Math.random): string {
  const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  const tail = Array.from({ length: 5 }, () => letters[Math.floor(random() * letters.length)]).join("");
  return `${localMinute(now).slice(2, 10).replaceAll("-", "")}-${tail}`;
}
