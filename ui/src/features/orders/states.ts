// Where an order stands, in the order of its life, and where it may go from there.
import type { OrderState } from "@/api/types";
import type { Tone } from "@/ui/Badge";

export const STATES = ["placed", "paid", "payment_failed", "shipped", "delivered", "cancelled", "refunded"] as const satisfies OrderState[];

export const stateTones: Record<OrderState, Tone> = {
  placed: "brass",
  paid: "good",
  payment_failed: "bad",
  shipped: "good",
  delivered: "good",
  cancelled: "plain",
  refunded: "plain",
};

/** There is no way back from these: the order was called off. */
export type CalledOff = Extract<OrderState, "cancelled" | "refunded">;
export const calledOff = (state: OrderState): state is CalledOff => state === "cancelled" || state === "refunded";

export function statesAfter(state: OrderState): OrderState[] {
  if (state === "refunded") return [];
  if (state === "cancelled") return ["refunded"];
  return STATES.filter((next) => next !== state);
}

/** What mostly comes next, for the button. */
const USUAL: Partial<Record<OrderState, OrderState>> = { placed: "paid", payment_failed: "paid", paid: "shipped", shipped: "delivered" };
export const usuallyNext = (state: OrderState): OrderState | undefined => USUAL[state];
