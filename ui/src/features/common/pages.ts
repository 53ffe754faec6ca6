// Lists that come a page at a time.
import { infiniteQueryOptions, type QueryKey } from "@tanstack/react-query";
import type { Page } from "@/api/types";

/** Options for a list that goes on behind a cursor. */
export function pagedQuery<T>(queryKey: QueryKey, fetchPage: (cursor: string | undefined) => Promise<Page<T>>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
}
