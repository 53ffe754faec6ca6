// What the walk asks the server: its walks, what came of one, and whether one is gone by itself.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { WalkSettings } from "@/api/types";
import { useToastError } from "../common/notify";

export const walksQuery = queryOptions({
  queryKey: key("walk", "walks"),
  queryFn: async () => (await dataOf(api.GET("/api/v1/replies/walks"))).items,
});

export const walkQuery = (id: string) =>
  queryOptions({
    queryKey: key("walk", "report", id),
    queryFn: () => dataOf(api.GET("/api/v1/replies/walks/{id}", { params: { path: { id } } })),
  });

export const settingsQuery = queryOptions({
  queryKey: key("walk", "settings"),
  queryFn: () => dataOf(api.GET("/api/v1/replies/walks/settings")),
});

function useRefreshed() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: key("walk") });
}

export function useStartWalk() {
  const onSettled = useRefreshed();
  return useMutation({ mutationFn: () => dataOf(api.POST("/api/v1/replies/walks")), onSettled });
}

export function useStopWalk() {
  const onSettled = useRefreshed();
  const onError = useToastError();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/replies/walks/{id}/stop", { params: { path: { id } } })),
    onSettled,
    onError,
  });
}

export function useChangeSettings() {
  const onSettled = useRefreshed();
  const onError = useToastError();
  return useMutation({
    mutationFn: (body: WalkSettings) => dataOf(api.PUT("/api/v1/replies/walks/settings", { body })),
    onSettled,
    onError,
  });
}
