// What the health screens ask the server, and what can be done about a signal. News of the topic "signal" refresh it all.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Detector, DismissReason, Signal, SignalDraft, SignalScope, SignalStatus } from "@/api/types";
import { pagedQuery } from "../common/pages";

/** Cards of one fetch. */
const AT_ONCE = 20;

export interface SignalFilters {
  status: SignalStatus;
  scope: SignalScope | "all";
}

export const signalsQuery = ({ status, scope }: SignalFilters) =>
  pagedQuery<Signal>(key("signals", status, scope), (cursor) =>
    dataOf(api.GET("/api/v1/health/signals", { params: { query: { status, cursor, limit: AT_ONCE, ...(scope !== "all" && { scope }) } } })),
  );

export const signalQuery = (id: string) =>
  queryOptions({
    queryKey: key("signal", id),
    queryFn: () => dataOf(api.GET("/api/v1/health/signals/{id}", { params: { path: { id } } })),
  });

export const detectorsQuery = queryOptions({
  queryKey: key("detectors"),
  queryFn: async (): Promise<Detector[]> => (await dataOf(api.GET("/api/v1/health/detectors"))).items,
});

/** Puts the server's answer where it is shown, then fetches the lists it moved between. */
function useFresh() {
  const client = useQueryClient();
  return async (signal?: Signal) => {
    if (signal) client.setQueryData(signalQuery(signal.id).queryKey, signal);
    await Promise.all([key("signals"), key("signal"), key("detectors")].map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}

/** A refusal says that the screen is behind: who was faster is fetched as well. */
function useDeed<V>(deed: (variables: V) => Promise<Signal>) {
  const fresh = useFresh();
  return useMutation({ mutationFn: deed, onSuccess: (signal) => void fresh(signal), onError: () => void fresh() });
}

const path = (id: string) => ({ path: { id } });

/** Sends the draft as it was looked at: another version of it is refused. */
export const useApprove = (id: string) =>
  useDeed((version: number | undefined) =>
    dataOf(
      api.POST("/api/v1/health/signals/{id}/approve", {
        params: { ...path(id), query: { delay_ms: UNDO_MS, ...(version !== undefined && { version }) } },
      }),
    ),
  );

/** How long a message waits for its sender to take it back, in milliseconds: as long as the news of it stands. */
export const UNDO_MS = 8_000;

/** Takes a decision back: a message that has not left, a dismissal, a snooze. */
export function useUndo() {
  const fresh = useFresh();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/health/signals/{id}/undo", { params: path(id) })),
    onSuccess: (signal) => void fresh(signal),
    onError: () => void fresh(),
  });
}

/** Stops a message that would go by itself. */
export const useHold = (id: string) => useDeed(() => dataOf(api.POST("/api/v1/health/signals/{id}/hold", { params: path(id) })));

export const useJudge = (id: string) =>
  useDeed((right: boolean) => dataOf(api.POST("/api/v1/health/signals/{id}/judge", { params: path(id), body: { right } })));

export interface Dismissal {
  reason: DismissReason;
  note: string;
}

export const useDismiss = (id: string) =>
  useDeed((body: Dismissal) => dataOf(api.POST("/api/v1/health/signals/{id}/dismiss", { params: path(id), body })));

export const useSnooze = (id: string) => useDeed(() => dataOf(api.POST("/api/v1/health/signals/{id}/snooze", { params: path(id) })));

export type DraftChange = Pick<SignalDraft, "text" | "version" | "variables"> & { template_id: string | null };

export const useSaveDraft = (id: string) =>
  useDeed((body: DraftChange) => dataOf(api.PATCH("/api/v1/health/signals/{id}/draft", { params: path(id), body })));

export const takeLease = (id: string) => dataOf(api.POST("/api/v1/health/signals/{id}/lease", { params: path(id) }));
export const giveLeaseBack = (id: string) => dataOf(api.DELETE("/api/v1/health/signals/{id}/lease", { params: path(id) }));

export const startScan = () => dataOf(api.POST("/api/v1/health/scan"));
