// The same again: what a customer asked for once more, and what becomes of it.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";

/** What waits in a conversation, or nothing. */
export const proposalQuery = (conversation: string) =>
  queryOptions({
    queryKey: key("proposal", conversation),
    queryFn: async () =>
      (await dataOf(api.GET("/api/v1/orders/proposals", { params: { query: { conversation_id: conversation } } }))).proposal ?? null,
  });

/** Makes it an order, or lets it go. Whatever comes of it, what is shown is asked for anew. */
export function useDecideProposal(conversation: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, wanted }: { id: string; wanted: boolean }) => {
      const params = { path: { id } };
      return dataOf(
        wanted
          ? api.POST("/api/v1/orders/proposals/{id}/confirm", { params })
          : api.POST("/api/v1/orders/proposals/{id}/decline", { params }),
      );
    },
    onSuccess: () => client.setQueryData(proposalQuery(conversation).queryKey, null),
    onSettled: () => Promise.all([key("proposal", conversation), key("orders")].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
