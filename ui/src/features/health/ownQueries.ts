// What the screens of the shop's own signals, of sending by itself and of effects ask the server, and tell it.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { OwnSignal, OwnSignalChange, OwnSignalDraft } from "@/api/types";

export const ownSignalsQuery = queryOptions({
  queryKey: key("signals", "made"),
  queryFn: async (): Promise<OwnSignal[]> => (await dataOf(api.GET("/api/v1/health/own"))).items,
});

export const viewsQuery = queryOptions({
  queryKey: key("signals", "views"),
  queryFn: async () => (await dataOf(api.GET("/api/v1/health/own/views"))).items,
  staleTime: Infinity,
});

export const autoSendQuery = queryOptions({
  queryKey: key("signals", "auto-send"),
  queryFn: () => dataOf(api.GET("/api/v1/health/auto-send")),
});

export const effectsQuery = (days: number) =>
  queryOptions({
    queryKey: key("signals", "effects", days),
    queryFn: async () => (await dataOf(api.GET("/api/v1/health/effects", { params: { query: { days } } }))).items,
  });

export const preview = (body: OwnSignalDraft) => dataOf(api.POST("/api/v1/health/own/preview", { body }));

function useAsked<V, R>(ask: (variables: V) => Promise<R>) {
  const client = useQueryClient();
  const fresh = () => Promise.all([key("signals"), key("detectors")].map((queryKey) => client.invalidateQueries({ queryKey })));
  return useMutation({ mutationFn: ask, onSettled: () => void fresh() });
}

/** A new one without an id, else a change. */
export const useKeepOwn = () =>
  useAsked(({ id, body }: { id: string | null; body: OwnSignalChange }) =>
    dataOf(id ? api.PUT("/api/v1/health/own/{id}", { params: { path: { id } }, body }) : api.POST("/api/v1/health/own", { body })),
  );

export const useDeleteOwn = () => useAsked((id: string) => dataOf(api.DELETE("/api/v1/health/own/{id}", { params: { path: { id } } })));

export const useAutoSend = () =>
  useAsked(({ detector, on }: { detector: string; on: boolean }) =>
    dataOf(api.PUT("/api/v1/health/auto-send/{detector}", { params: { path: { detector } }, body: { on } })),
  );

export const useBounds = () =>
  useAsked((body: { wrong_percent: number; undo_minutes: number }) => dataOf(api.PUT("/api/v1/health/auto-send", { body })));
