// Signals told outside the health page: how many wait for somebody's decision, and what is wrong with the shop's own install.
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "./client";
import { key } from "./keys";

/** There are no more detectors of the install itself than these. */
const OWN = 50;

export const waitingSignalsQuery = queryOptions({
  queryKey: key("signals", "waiting"),
  queryFn: async () => (await dataOf(api.GET("/api/v1/health/counts"))).pending,
});

/** What is wrong with this install and waits for somebody; only for who may see it. */
export const ownSignalsQuery = queryOptions({
  queryKey: key("signals", "own"),
  queryFn: async () =>
    (await dataOf(api.GET("/api/v1/health/signals", { params: { query: { status: "pending", scope: "self", limit: OWN } } }))).items,
});
