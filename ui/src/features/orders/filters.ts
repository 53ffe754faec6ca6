// Which orders the page shows, as it stands in its address. Knows nothing of React.
import type { OrderState } from "@/api/types";
import { STATES } from "./states";

export interface OrderFilters {
  /** What somebody looks for: a number, a name, what was ordered. */
  q?: string;
  state?: OrderState;
  /** Orders whose customer must be chosen, or is not known. */
  whose?: "unsure" | "nobody";
  /** A customer. */
  contact?: string;
  /** Days as "2026-11-29", both included. */
  from?: string;
  to?: string;
}

/** Characters that are looked for. */
const LONGEST = 200;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function day(value: unknown): string | undefined {
  return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/** The filters of an address; what is no filter of ours is left out. */
export function readOrderFilters(search: Record<string, unknown>): OrderFilters {
  const state = STATES.find((known) => known === search.state);
  const whose = (["unsure", "nobody"] as const).find((known) => known === search.whose);
  const [from, to] = [day(search.from), day(search.to)];
  const q = typeof search.q === "string" ? search.q.trim().slice(0, LONGEST) : "";
  return {
    ...(q && { q }),
    ...(state && { state }),
    ...(whose && { whose }),
    ...(search.contact !== undefined && search.contact !== "" && { contact: String(search.contact) }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

/** The first moment of a day here, `after` days later. */
function midnight(date: string, after: number): string {
  const [year = 0, month = 1, number = 1] = date.split("-").map(Number);
  return new Date(year, month - 1, number + after).toISOString();
}

/** The same as the server asks for it: the last day counts to its end. */
export function asQuery({ q, state, whose, contact, from, to }: OrderFilters) {
  return {
    ...(q && { q }),
    ...(state && { state }),
    ...(whose && { matched_by: whose }),
    ...(contact && { contact_id: contact }),
    ...(from && { from: midnight(from, 0) }),
    ...(to && { to: midnight(to, 1) }),
  };
}

export const filtered = (filters: OrderFilters): boolean => Object.keys(filters).length > 0;
