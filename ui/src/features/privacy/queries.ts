// How far an erasure has come, and how long customers are kept.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Erasure, PrivacySettings } from "@/api/types";
import { useToastError } from "../common/notify";

/** How often the dialog looks again, in milliseconds: news of each step would be too many. */
const LOOK_AGAIN = 1000;

const path = (contact: string) => ({ params: { path: { id: contact } } });

export const erasureQuery = (contact: string) =>
  queryOptions({
    queryKey: key("erasure", contact),
    queryFn: () => dataOf(api.GET("/api/v1/contacts/{id}/erasure", path(contact))) as Promise<Erasure>,
    refetchInterval: ({ state }) => (state.data?.state === "done" ? false : LOOK_AGAIN),
  });

export function useErase(contact: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/contacts/{id}/erasure", path(contact))) as Promise<Erasure>,
    onError: useToastError(),
    onSuccess: (erasure) => client.setQueryData(erasureQuery(contact).queryKey, erasure),
  });
}

export const keepingQuery = queryOptions({
  queryKey: key("privacy"),
  queryFn: () => dataOf(api.GET("/api/v1/privacy/settings")) as Promise<PrivacySettings>,
});

export function useKeep() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keep_months: number | null) =>
      dataOf(api.PUT("/api/v1/privacy/settings", { body: { keep_months } })) as Promise<PrivacySettings>,
    onError: useToastError(),
    onSuccess: (settings) => client.setQueryData(keepingQuery.queryKey, settings),
  });
}
