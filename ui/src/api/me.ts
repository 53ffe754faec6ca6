// Who is signed in and what they may do.
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api, dataOf } from "./client";
import { key } from "./keys";
import type { Me, MePatch, Permission } from "./types";

export const meQuery = queryOptions({ queryKey: key("me"), queryFn: () => dataOf(api.GET("/api/v1/me")), staleTime: 60_000 });

/** The person signed in. Only below the session guard. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

export function useChangeMe() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: MePatch) => dataOf(api.PATCH("/api/v1/me", { body })),
    onSuccess: (me) => queryClient.setQueryData(meQuery.queryKey, me),
  });
}
