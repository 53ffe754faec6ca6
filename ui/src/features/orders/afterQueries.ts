// Messages after a purchase: what is due, what became of each, and how they are set.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { FollowUp, FollowUpSettingsChange, FollowUpState } from "@/api/types";
import { pagedQuery } from "../common/pages";

export const ofOrderQuery = (order: string) =>
  queryOptions({
    queryKey: key("orders", "follow-ups", order),
    queryFn: async () => (await dataOf(api.GET("/api/v1/follow-ups", { params: { query: { order_id: order } } }))).items,
  });

export const followUpsQuery = (state: FollowUpState) =>
  pagedQuery<FollowUp>(key("orders", "follow-ups", state), (cursor) =>
    dataOf(api.GET("/api/v1/follow-ups", { params: { query: { state, ...(cursor !== undefined && { cursor }) } } })),
  );

export const followUpSettingsQuery = queryOptions({
  queryKey: key("follow-up-settings"),
  queryFn: () => dataOf(api.GET("/api/v1/follow-ups/settings")),
});

export function useCancelFollowUp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/follow-ups/{id}/cancel", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: key("orders") }),
  });
}

export function useFollowUpSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: FollowUpSettingsChange) => dataOf(api.PUT("/api/v1/follow-ups/settings", { body })),
    onSuccess: (saved) => client.setQueryData(followUpSettingsQuery.queryKey, saved),
  });
}
