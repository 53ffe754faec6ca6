// What a report says in a line: messages of the last week, the last one, models. Pure.
import type { FleetSite } from "@/api/types";

type Report = FleetSite["report"];

/** Messages of customers in the last seven days. */
export const lastWeek = ({ numbers }: Report) => numbers.reduce((sum, { weeks }) => sum + (weeks[0]?.inbound ?? 0), 0);

/** When a customer last wrote, over any of its numbers. */
export function lastMessage({ numbers }: Report): string | null {
  const moments = numbers.flatMap(({ last_inbound_at_ms: at }) => (typeof at === "number" ? [at] : []));
  return moments.length > 0 ? new Date(Math.max(...moments)).toISOString() : null;
}

/** The model that answers, or nothing while it is the built-in one. */
export const chatModel = ({ chat }: Report) => (chat.provider ? `${chat.model} (${chat.provider})` : null);
