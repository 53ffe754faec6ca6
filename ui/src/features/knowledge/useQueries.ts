// What sources answered, as the server counts it.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { SourceUse } from "@/api/types";

/** Questions of one fetch. */
const ANSWERS_AT_ONCE = 20;

/** By the source's id; a source that is missing answered nothing. */
export const usesQuery = queryOptions({
  queryKey: key("source-use"),
  queryFn: () => dataOf(api.GET("/api/v1/replies/source-use")),
  select: (page): ReadonlyMap<string, SourceUse> => new Map(page.items.map((use) => [use.source_id, use])),
});

export const answeredQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: key("source-use", id),
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET("/api/v1/replies/source-use/{id}", {
          params: { path: { id }, query: { limit: ANSWERS_AT_ONCE, ...(pageParam !== null && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
