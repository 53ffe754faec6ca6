// The connection to Meta: read it, make it, check it, end it.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ApiError, dataOf } from "@/api/client";
import type { Check, Connection, NewConnection } from "@/api/types";

const NONE: Connection = {
  status: "none",
  environment: "meta",
  checks: [],
  coexistence: false,
  has_pin: false,
  registration: { attempts: 0, limit: 10 },
  signature_failures: { count: 0 },
};

/** Not connected yet is a state, not an error. */
async function fetchConnection(): Promise<Connection> {
  try {
    return await dataOf(api.GET("/api/v1/whatsapp/connection"));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return NONE;
    throw error;
  }
}

export const connectionQuery = queryOptions({ queryKey: ["connection"], queryFn: fetchConnection });

export function useConnect() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NewConnection) => dataOf(api.PUT("/api/v1/whatsapp/connection", { body })),
    gcTime: 0,
    onSuccess: async (connection) => {
      if (connection.status !== "choose_number") queryClient.setQueryData(connectionQuery.queryKey, connection);
      await queryClient.invalidateQueries({ queryKey: ["home"] });
    },
  });
}

function useFreshConnection() {
  const queryClient = useQueryClient();
  return (connection: Connection) => queryClient.setQueryData(connectionQuery.queryKey, connection);
}

export function useDoctor() {
  return useMutation({ mutationFn: () => dataOf(api.POST("/api/v1/whatsapp/doctor")), onSuccess: useFreshConnection() });
}

export function useFix() {
  return useMutation({ mutationFn: (check: Check["id"]) => dataOf(api.POST("/api/v1/whatsapp/doctor/{check}/fix", { params: { path: { check } } })), onSuccess: useFreshConnection() });
}

export function useDisconnect() {
  const queryClient = useQueryClient();
  return useMutation({ mutationFn: () => api.DELETE("/api/v1/whatsapp/connection"), onSuccess: () => queryClient.invalidateQueries({ queryKey: ["connection"] }) });
}
