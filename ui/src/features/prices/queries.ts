// What WhatsApp costs: one month at a time, its dearest conversations, the budget, the rates.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { PricedConversation } from "@/api/types";
import { pagedQuery } from "../common/pages";

export const pricesQuery = (month: string) =>
  queryOptions({
    queryKey: key("prices", month),
    queryFn: () => dataOf(api.GET("/api/v1/whatsapp/prices", { params: { query: { month } } })),
  });

export const dearestQuery = (month: string) =>
  pagedQuery<PricedConversation>(key("prices", month, "conversations"), (cursor) =>
    dataOf(api.GET("/api/v1/whatsapp/prices/conversations", { params: { query: { month, cursor, limit: 10 } } })),
  );

export const ratesQuery = queryOptions({
  queryKey: key("prices", "rates"),
  queryFn: () => dataOf(api.GET("/api/v1/whatsapp/prices/rates")),
});

function useFresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: key("prices") });
}

export function useBudget() {
  return useMutation({
    mutationFn: (body: { limit_micros: number | null; suggest_only_at_percent: number }) =>
      dataOf(api.PUT("/api/v1/whatsapp/prices/budget", { body })),
    onSuccess: useFresh(),
  });
}

export function useReconcile(month: string) {
  return useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/whatsapp/prices/reconcile", { params: { query: { month } } })),
    onSuccess: useFresh(),
  });
}

export function useChangeRates() {
  return useMutation({
    mutationFn: (toml: string | null) =>
      dataOf(toml === null ? api.DELETE("/api/v1/whatsapp/prices/rates") : api.POST("/api/v1/whatsapp/prices/rates", { body: { toml } })),
    onSuccess: useFresh(),
  });
}
