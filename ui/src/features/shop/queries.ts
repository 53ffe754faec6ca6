// The shop's own facts.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Shop } from "@/api/types";

export const shopQuery = queryOptions({ queryKey: key("shop"), queryFn: () => dataOf(api.GET("/api/v1/shop")) });

export function useChangeShop() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: Partial<Shop>) => dataOf(api.PATCH("/api/v1/shop", { body })),
    onSuccess: async (shop) => {
      queryClient.setQueryData(shopQuery.queryKey, shop);
      await Promise.all([queryClient.invalidateQueries({ queryKey: key("me") }), queryClient.invalidateQueries({ queryKey: key("home") })]);
    },
  });
}
