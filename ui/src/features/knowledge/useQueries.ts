// What sources answered, as the server counts it.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { SourceUse } from "@/api/types";

/** Questions of one fetch. */
const ANSWERS_AT_ONCE = 20;

/** How often a count that is not whole yet is asked for again, in milliseconds. */
const AGAIN = 15_000;

/** What sources answered, by their ids. Once all is counted, a source that is missing answered nothing. */
export interface Uses {
  complete: boolean;
  of: ReadonlyMap<string, SourceUse>;
}

export const usesQuery = queryOptions({
  queryKey: key("source-use"),
  queryFn: () => dataOf(api.GET("/api/v1/replies/source-use")),
  select: ({ complete, items }): Uses => ({ complete, of: new Map(items.map((use) => [use.source_id, use])) }),
  refetchInterval: (query) => query.state.data?.complete === false && AGAIN,
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
