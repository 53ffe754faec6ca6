// What a customer agreed to, and the list of those who are left in peace.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Consent, ConsentSource, SuppressionEntry, SuppressionScope } from "@/api/types";
import { pagedQuery } from "../common/pages";
import { useToastError } from "../common/notify";

export const consentQuery = (contact: string) =>
  queryOptions({
    queryKey: key("consent", contact),
    queryFn: () => dataOf(api.GET("/api/v1/contacts/{id}/consent", { params: { path: { id: contact } } })) as Promise<Consent>,
  });

export const suppressionsQuery = pagedQuery<SuppressionEntry>(key("suppressions"), (cursor) =>
  dataOf(api.GET("/api/v1/suppressions", { params: { query: { cursor } } })),
);

export type ConsentChange =
  | { kind: "record"; source: ConsentSource; words: string }
  | { kind: "withdraw" }
  | { kind: "suppress"; scope: SuppressionScope }
  | { kind: "lift" }
  | { kind: "block" }
  | { kind: "unblock" };

async function send(contact: string, change: ConsentChange): Promise<Consent | undefined> {
  const params = { path: { id: contact } };
  switch (change.kind) {
    case "record":
      return dataOf(
        api.POST("/api/v1/contacts/{id}/consent", { params, body: { source: change.source, words: change.words } }),
      ) as Promise<Consent>;
    case "withdraw":
      return dataOf(api.DELETE("/api/v1/contacts/{id}/consent", { params })) as Promise<Consent>;
    case "suppress":
      return dataOf(api.POST("/api/v1/contacts/{id}/suppression", { params, body: { scope: change.scope } })) as Promise<Consent>;
    case "lift":
      return dataOf(api.DELETE("/api/v1/contacts/{id}/suppression", { params })) as Promise<Consent>;
    case "block":
      await api.POST("/api/v1/contacts/{id}/block", { params });
      return undefined;
    case "unblock":
      await api.DELETE("/api/v1/contacts/{id}/block", { params });
      return undefined;
  }
}

export function useChangeConsent(contact: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: ConsentChange) => send(contact, change),
    onError: useToastError(),
    onSuccess: (consent) => {
      if (consent) client.setQueryData(consentQuery(contact).queryKey, consent);
    },
    onSettled: () =>
      Promise.all(
        [key("consent", contact), key("suppressions"), key("conversation"), key("messages")].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
