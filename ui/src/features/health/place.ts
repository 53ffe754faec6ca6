// Where in the queue somebody is, from the address alone. Pure.
import type { SignalScope, SignalStatus } from "@/api/types";
import type { SignalFilters } from "./queries";

export const STATUSES = ["pending", "sent", "dismissed", "snoozed", "self_resolved"] as const satisfies SignalStatus[];
export const SCOPES = ["all", "customers", "self", "fleet"] as const satisfies (SignalScope | "all")[];

/** The part of the address after the question mark; what is not said is the usual. */
export interface HealthSearch {
  status?: SignalStatus;
  scope?: SignalScope;
}

export function readHealthSearch(search: Record<string, unknown>): HealthSearch {
  const status = STATUSES.find((one) => one === search.status);
  const scope = SCOPES.find((one) => one === search.scope);
  return { ...(status && status !== "pending" && { status }), ...(scope && scope !== "all" && { scope }) };
}

export const filtersOf = ({ status = "pending", scope }: HealthSearch): SignalFilters => ({ status, scope: scope ?? "all" });
