// What is known of a customer, and what a conversation came to.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { CustomerFact } from "@/api/types";
import { toast } from "@/ui/Toast";
import { useToastError } from "../common/notify";

export const factsQuery = (contact: string) =>
  queryOptions({
    queryKey: key("facts", contact),
    queryFn: () => dataOf(api.GET("/api/v1/contacts/{id}/facts", { params: { path: { id: contact } } })),
  });

export const summaryQuery = (conversation: string) =>
  queryOptions({
    queryKey: key("summary", conversation),
    queryFn: () => dataOf(api.GET("/api/v1/conversations/{id}/summary", { params: { path: { id: conversation } } })),
  });

function useRefreshed(contact: string) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: key("facts", contact) });
}

/** Writes a new fact, or an old one in other words. */
export function useKeepFact(contact: string) {
  const onSettled = useRefreshed(contact);
  return useMutation({
    mutationFn: ({ id, text }: { id: string | null; text: string }) =>
      id === null
        ? dataOf(api.POST("/api/v1/contacts/{id}/facts", { params: { path: { id: contact } }, body: { text } }))
        : dataOf(api.PATCH("/api/v1/facts/{id}", { params: { path: { id } }, body: { text } })),
    onSettled,
  });
}

export function useDeleteFact(contact: string) {
  const { t } = useTranslation(["memory", "common"]);
  const onSettled = useRefreshed(contact);
  const onError = useToastError();
  const restore = useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/facts/{id}/restore", { params: { path: { id } } })),
    onSettled,
    onError,
  });
  return useMutation({
    mutationFn: ({ id }: CustomerFact) => dataOf(api.DELETE("/api/v1/facts/{id}", { params: { path: { id } } })),
    onSuccess: (_, { id, text }) =>
      toast({
        title: t("memory:deleted"),
        description: text,
        action: { label: t("common:undo"), run: () => restore.mutate(id) },
        duration: 9000,
      }),
    onSettled,
    onError,
  });
}

export function useSumUp(conversation: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/conversations/{id}/summary", { params: { path: { id: conversation } } })),
    onSuccess: (summary) => client.setQueryData(summaryQuery(conversation).queryKey, summary),
    onError: useToastError(),
  });
}
