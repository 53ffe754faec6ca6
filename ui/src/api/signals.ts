// How many signals wait for somebody's decision, for the navigation and the health page.
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "./client";
import { key } from "./keys";

/** As many as are counted; more is said as "99+". */
const MOST = 100;

export const waitingSignalsQuery = queryOptions({
  queryKey: key("signals", "waiting"),
  queryFn: async () =>
    (await dataOf(api.GET("/api/v1/health/signals", { params: { query: { status: "pending", limit: MOST } } }))).items.length,
});
