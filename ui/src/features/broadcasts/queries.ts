// Broadcasts: one template to many who agreed. Write, look at price and people, start, watch, stop.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Broadcast, BroadcastPreview, NewBroadcast, Recipient, RecipientState } from "@/api/types";
import { pagedQuery } from "../common/pages";

export const broadcastsQuery = pagedQuery<Broadcast>(key("broadcasts"), (cursor) =>
  dataOf(api.GET("/api/v1/broadcasts", { params: { query: { cursor } } })),
);

export const broadcastQuery = (id: string) =>
  queryOptions({ queryKey: key("broadcast", id), queryFn: () => dataOf(api.GET("/api/v1/broadcasts/{id}", { params: { path: { id } } })) });

/** Who would get it and what it would cost, counted anew each time it is looked at. */
export const previewQuery = (id: string) =>
  queryOptions({
    queryKey: key("broadcast", id, "preview"),
    queryFn: () => dataOf(api.POST("/api/v1/broadcasts/{id}/preview", { params: { path: { id } } })) as Promise<BroadcastPreview>,
    staleTime: 0,
  });

export const recipientsQuery = (id: string, state: RecipientState | "all") =>
  pagedQuery<Recipient>(key("recipients", id, state), (cursor) =>
    dataOf(
      api.GET("/api/v1/broadcasts/{id}/recipients", { params: { path: { id }, query: { cursor, ...(state !== "all" && { state }) } } }),
    ),
  );

function useFresh() {
  const client = useQueryClient();
  return async (broadcast?: Broadcast) => {
    if (broadcast) client.setQueryData(broadcastQuery(broadcast.id).queryKey, broadcast);
    await client.invalidateQueries({ queryKey: key("broadcasts") });
  };
}

export function useMakeBroadcast() {
  return useMutation({ mutationFn: (body: NewBroadcast) => dataOf(api.POST("/api/v1/broadcasts", { body })), onSuccess: useFresh() });
}

export function useStartBroadcast(id: string) {
  return useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/broadcasts/{id}/start", { params: { path: { id } } })),
    onSuccess: useFresh(),
  });
}

export function usePauseBroadcast(id: string) {
  return useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/broadcasts/{id}/pause", { params: { path: { id } } })),
    onSuccess: useFresh(),
  });
}

export function useResumeBroadcast(id: string) {
  return useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/broadcasts/{id}/resume", { params: { path: { id } } })),
    onSuccess: useFresh(),
  });
}

export function useStopBroadcast(id: string) {
  return useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/broadcasts/{id}/stop", { params: { path: { id } } })),
    onSuccess: useFresh(),
  });
}

export function useDeleteBroadcast(id: string) {
  const fresh = useFresh();
  return useMutation({ mutationFn: () => api.DELETE("/api/v1/broadcasts/{id}", { params: { path: { id } } }), onSuccess: () => fresh() });
}
