// What the list of disagreements between sources asks the server.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Disagreement, DisagreementWinner } from "@/api/types";
import { useToastError } from "@/features/common/notify";

export const disagreementsQuery = queryOptions({
  queryKey: key("sources", "disagreements"),
  queryFn: () => dataOf(api.GET("/api/v1/knowledge/disagreements")),
});

/** What was decided about anything a source says. */
export const decidedQuery = (id: string) =>
  queryOptions({
    queryKey: key("source", id, "disagreements"),
    queryFn: () => dataOf(api.GET("/api/v1/knowledge/sources/{id}/disagreements", { params: { path: { id } } })),
  });

/** Decides; with no winner takes a decision back. */
export function useDecide() {
  const client = useQueryClient();
  const toastError = useToastError();
  return useMutation({
    mutationFn: ({ id, winner }: { id: Disagreement["id"]; winner: DisagreementWinner | null }) => {
      const params = { path: { id } };
      return winner === null
        ? dataOf(api.DELETE("/api/v1/knowledge/disagreements/{id}/decision", { params }))
        : dataOf(api.PUT("/api/v1/knowledge/disagreements/{id}/decision", { params, body: { winner } }));
    },
    onError: toastError,
    onSettled: () => Promise.all([key("sources"), key("source")].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
