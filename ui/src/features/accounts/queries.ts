// Calls for coming in and getting back in.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { meQuery } from "@/api/me";
import type { Credentials, Me } from "@/api/types";

/** Whoever comes in starts with an empty cache: nothing of the person before stays. */
export function useEnter() {
  const queryClient = useQueryClient();
  return (me: Me) => {
    queryClient.clear();
    queryClient.setQueryData(meQuery.queryKey, me);
  };
}

export function useSignIn() {
  return useMutation({ mutationFn: (body: Credentials) => dataOf(api.POST("/api/v1/session", { body })) });
}

export const passwordLinkQuery = (token: string) =>
  queryOptions({
    queryKey: key("password-link", token),
    queryFn: () => dataOf(api.GET("/api/v1/password-links/{token}", { params: { path: { token } } })),
    retry: false,
    staleTime: Infinity,
  });

export function useChoosePassword(token: string) {
  return useMutation({
    mutationFn: (body: { password: string; second_factor?: string }) =>
      dataOf(api.POST("/api/v1/password-links/{token}", { params: { path: { token } }, body })),
  });
}
