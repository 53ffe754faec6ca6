// What the screens of the fleet ask the server, and what can be done about a shop or an operator.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ApiError, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { FleetOwnerChange, FleetSite, FleetSiteChange, NewFleetSite } from "@/api/types";

export const sitesQuery = queryOptions({
  queryKey: key("fleet", "sites"),
  queryFn: async (): Promise<FleetSite[]> => (await dataOf(api.GET("/api/v1/fleet/sites"))).items,
});

export const operatorsQuery = queryOptions({
  queryKey: key("fleet", "tokens"),
  queryFn: async () => (await dataOf(api.GET("/api/v1/fleet/tokens"))).items,
});

export const previewQuery = queryOptions({
  queryKey: key("fleet", "preview"),
  queryFn: () => dataOf(api.GET("/api/v1/fleet/report/preview")),
});

function useDeed<V, R>(deed: (variables: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: deed, gcTime: 0, onSuccess: () => client.invalidateQueries({ queryKey: key("fleet") }) });
}

const path = (id: string) => ({ path: { id } });

export const useAddSite = () => useDeed((body: NewFleetSite) => dataOf(api.POST("/api/v1/fleet/sites", { body })));

export const useChangeSite = (id: string) =>
  useDeed((body: FleetSiteChange) => dataOf(api.PATCH("/api/v1/fleet/sites/{id}", { params: path(id), body })));

export const useSetOwner = (id: string) =>
  useDeed((body: FleetOwnerChange) => dataOf(api.PUT("/api/v1/fleet/sites/{id}/owner", { params: path(id), body })));

export const useAskSite = (id: string) => useDeed(() => dataOf(api.POST("/api/v1/fleet/sites/{id}/pull", { params: path(id) })));

export const useRemoveSite = () => useDeed((id: string) => api.DELETE("/api/v1/fleet/sites/{id}", { params: path(id) }));

export const useBringBack = () => useDeed((id: string) => dataOf(api.POST("/api/v1/fleet/sites/{id}/restore", { params: path(id) })));

export const useLetIn = () => useDeed((name: string) => dataOf(api.POST("/api/v1/fleet/tokens", { body: { name } })));

export const useRevoke = () => useDeed((id: string) => api.DELETE("/api/v1/fleet/tokens/{id}", { params: path(id) }));

/** Why a shop that was to be added or changed gave no report; nothing of other refusals. */
export const faultIn = (error: unknown) => (error instanceof ApiError && error.code === "fleet_no_report" ? error.params.fault : undefined);
