// The channel's limits, fetched once: what is checked while somebody types is what the server checks after.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Limits } from "@/api/messageTypes";

const limitsQuery = queryOptions<Limits>({
  queryKey: key("limits"),
  staleTime: Infinity,
  queryFn: () => dataOf(api.GET("/api/v1/whatsapp/limits")),
});

/** Undefined until they are here: nothing that needs them is offered before. */
export const useLimits = (): Limits | undefined => useQuery(limitsQuery).data;
