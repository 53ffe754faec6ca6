// What the quality page asks the server.
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { CountedTurn, Quality, QualityDimension, QualityFigure } from "@/api/types";
import { pagedQuery } from "../common/pages";

/** A look at a shop with a past may still be going on: figures are that much behind at most when it is not, in milliseconds. */
const BEHIND = 60_000;
/** How often figures that are behind are asked for again, in milliseconds. */
const AGAIN = 15_000;

/** Whether figures did not reach the moment they were told at. How long ago that was says nothing of it. */
export const isBehind = (quality: Quality, toldAt: number): boolean => new Date(quality.counted_up_to).getTime() + BEHIND < toldAt;

export const qualityQuery = (days: number) =>
  queryOptions({
    queryKey: key("quality", "figures", days),
    queryFn: () => dataOf(api.GET("/api/v1/replies/quality", { params: { query: { days } } })),
    refetchInterval: ({ state }) => state.data !== undefined && isBehind(state.data, state.dataUpdatedAt) && AGAIN,
  });

export const ruleChangesQuery = queryOptions({
  queryKey: key("replies", "rule-changes"),
  queryFn: () => dataOf(api.GET("/api/v1/replies/rule-changes")),
});

/** What a change would have done in the last month. */
export const effectQuery = (id: string) =>
  queryOptions({
    queryKey: key("replies", "rule-change", id),
    queryFn: () => dataOf(api.GET("/api/v1/replies/rule-changes/{id}/effect", { params: { path: { id } } })),
  });

/** A number that was pressed: what it counts, and of which value alone. */
export interface Pressed {
  figure: QualityFigure;
  by?: QualityDimension;
  value?: string | null;
}

export const countedQuery = (days: number, { figure, by, value }: Pressed) =>
  pagedQuery<CountedTurn>(key("quality", "turns", days, { figure, by, value }), (cursor) =>
    dataOf(
      api.GET("/api/v1/replies/quality/turns", {
        params: {
          query: { days, figure, ...(by && { by }), ...(by && value != null && { value }), ...(cursor !== undefined && { cursor }) },
        },
      }),
    ),
  );
