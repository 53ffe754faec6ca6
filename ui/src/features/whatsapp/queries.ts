// The shop's numbers: list them, add one, look one over, mend it, renew its token and secret, end it.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Check, NewConnection, NumberConnection } from "@/api/types";

/** What is kept has an id; the API's one shape for all says it may have none. */
function kept(answer: Parameters<typeof dataOf<Omit<NumberConnection, "id">>>[0]): Promise<NumberConnection> {
  return dataOf(answer) as Promise<NumberConnection>;
}

export const connectionsQuery = queryOptions({
  queryKey: key("connections"),
  queryFn: async () => (await dataOf(api.GET("/api/v1/whatsapp/connections"))).items as NumberConnection[],
});

export const oneConnectionQuery = (id: string) =>
  queryOptions({
    queryKey: key("connections", id),
    queryFn: () => kept(api.GET("/api/v1/whatsapp/connections/{id}", { params: { path: { id } } })),
  });

function useFresh() {
  const client = useQueryClient();
  return async (connection: NumberConnection) => {
    client.setQueryData(oneConnectionQuery(connection.id).queryKey, connection);
    client.setQueryData(connectionsQuery.queryKey, (old) => old?.map((other) => (other.id === connection.id ? connection : other)));
    await client.invalidateQueries({ queryKey: key("home") });
  };
}

/** What Meta says to a pasted token, and to the secret beside it. Kept nowhere. */
export function useInspect() {
  return useMutation({
    mutationFn: (body: { access_token: string; app_secret?: string }) => dataOf(api.POST("/api/v1/whatsapp/inspect", { body })),
    gcTime: 0,
  });
}

export function useAddNumber() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewConnection) => kept(api.POST("/api/v1/whatsapp/connections", { body })),
    gcTime: 0,
    onSuccess: () => Promise.all([key("connections"), key("home")].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

export function useDoctor(id: string) {
  return useMutation({
    mutationFn: () => kept(api.POST("/api/v1/whatsapp/connections/{id}/doctor", { params: { path: { id } } })),
    onSuccess: useFresh(),
  });
}

export function useFix(id: string) {
  return useMutation({
    mutationFn: (check: Check["id"]) =>
      kept(api.POST("/api/v1/whatsapp/connections/{id}/doctor/{check}/fix", { params: { path: { id, check } } })),
    onSuccess: useFresh(),
  });
}

export function useRename(id: string) {
  return useMutation({
    mutationFn: (name: string | null) => kept(api.PATCH("/api/v1/whatsapp/connections/{id}", { params: { path: { id } }, body: { name } })),
    onSuccess: useFresh(),
  });
}

export function useNewToken(id: string) {
  return useMutation({
    mutationFn: (access_token: string) =>
      kept(api.PUT("/api/v1/whatsapp/connections/{id}/token", { params: { path: { id } }, body: { access_token } })),
    gcTime: 0,
    onSuccess: useFresh(),
  });
}

export function useNewSecret(id: string) {
  return useMutation({
    mutationFn: (app_secret: string) =>
      kept(api.PUT("/api/v1/whatsapp/connections/{id}/secret", { params: { path: { id } }, body: { app_secret } })),
    gcTime: 0,
    onSuccess: useFresh(),
  });
}

export function useRemoveNumber(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.DELETE("/api/v1/whatsapp/connections/{id}", { params: { path: { id } } }),
    onSuccess: () => {
      client.removeQueries({ queryKey: key("connections", id) });
      return Promise.all([client.invalidateQueries({ queryKey: key("connections") }), client.invalidateQueries({ queryKey: key("home") })]);
    },
  });
}

export function useSendCode(id: string) {
  return useMutation({
    mutationFn: (body: { method: "sms" | "voice"; language: string }) =>
      api.POST("/api/v1/whatsapp/connections/{id}/code", { params: { path: { id } }, body }),
  });
}

export function useVerifyCode(id: string) {
  return useMutation({
    mutationFn: (code: string) =>
      kept(api.POST("/api/v1/whatsapp/connections/{id}/code/verify", { params: { path: { id } }, body: { code } })),
    onSuccess: useFresh(),
  });
}

export function useRegister(id: string) {
  return useMutation({
    mutationFn: () => kept(api.POST("/api/v1/whatsapp/connections/{id}/register", { params: { path: { id } } })),
    onSuccess: useFresh(),
  });
}

/** The six digits that guard the number at Meta. A plain call: they stay in no cache. */
export function usePin(id: string) {
  return useMutation({
    mutationFn: () => dataOf(api.GET("/api/v1/whatsapp/connections/{id}/pin", { params: { path: { id } } })),
    gcTime: 0,
  });
}
