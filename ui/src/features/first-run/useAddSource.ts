// Gives the shop something to know.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import type { paths } from "@/api/paths";

type NewSource = paths["/api/v1/knowledge/sources"]["post"]["requestBody"]["content"]["application/json"];

export function useAddSource() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSource) => dataOf(api.POST("/api/v1/knowledge/sources", { body, bodySerializer: (value: unknown) => (value instanceof FormData ? value : JSON.stringify(value)) })),
    onSuccess: async () => {
      await Promise.all([queryClient.invalidateQueries({ queryKey: ["sources"] }), queryClient.invalidateQueries({ queryKey: ["home"] })]);
    },
  });
}
