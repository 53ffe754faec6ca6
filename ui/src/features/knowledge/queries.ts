// What the knowledge screens ask the server.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { FaqPair, KnowledgeSource, SitePageState } from "@/api/types";
import { useToastError } from "@/features/common/notify";

/** Sources of one fetch, and passages one try shows. */
const SOURCES_AT_ONCE = 50;
const PASSAGES_TRIED = 5;

export const sourcesQuery = infiniteQueryOptions({
  queryKey: key("sources"),
  queryFn: ({ pageParam }) =>
    dataOf(
      api.GET("/api/v1/knowledge/sources", {
        params: { query: { limit: SOURCES_AT_ONCE, ...(pageParam !== null && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: key("source", id),
    queryFn: () => dataOf(api.GET("/api/v1/knowledge/sources/{id}", { params: { path: { id } } })),
  });

export const tryQuery = (q: string) =>
  queryOptions({
    queryKey: key("sources", "try", q),
    queryFn: () => dataOf(api.GET("/api/v1/knowledge/search", { params: { query: { q, limit: PASSAGES_TRIED } } })),
    enabled: q !== "",
  });

/** The addresses heard of on a site, in one state or all. */
export const sitePagesQuery = (id: string, state: SitePageState | "all") =>
  infiniteQueryOptions({
    queryKey: key("source", id, "site-pages", state),
    queryFn: ({ pageParam }) =>
      dataOf(
        api.GET("/api/v1/knowledge/sources/{id}/site-pages", {
          params: {
            path: { id },
            query: { limit: SOURCES_AT_ONCE, ...(state !== "all" && { state }), ...(pageParam !== null && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export type NewSource =
  | { kind: "text"; title: string; text: string }
  | { kind: "faq"; title?: string; pairs: FaqPair[] }
  | { kind: "page"; url: string }
  | { kind: "site"; url: string };

function useRefresh() {
  const client = useQueryClient();
  return (id?: string) =>
    Promise.all([key("sources"), key("source", id ?? ""), key("home")].map((queryKey) => client.invalidateQueries({ queryKey })));
}

export function useAddSource() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: NewSource) => dataOf(api.POST("/api/v1/knowledge/sources", { body })),
    onSuccess: () => refresh(),
  });
}

export function useChangeSource(id: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (body: { title?: string; text?: string; pairs?: FaqPair[]; validity?: KnowledgeSource["validity"] }) =>
      dataOf(api.PATCH("/api/v1/knowledge/sources/{id}", { params: { path: { id } }, body })),
    onSuccess: () => refresh(id),
  });
}

export function useConfirmPage(id: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ number, text }: { number: number; text?: string }) =>
      dataOf(
        api.POST("/api/v1/knowledge/sources/{id}/pages/{number}/confirm", {
          params: { path: { id, number } },
          body: text === undefined ? {} : { text },
        }),
      ),
    onSuccess: () => refresh(id),
  });
}

export function useRetrySource() {
  const refresh = useRefresh();
  const toastError = useToastError();
  return useMutation({
    mutationFn: (source: KnowledgeSource) =>
      dataOf(api.POST("/api/v1/knowledge/sources/{id}/retry", { params: { path: { id: source.id } } })),
    onError: toastError,
    onSettled: (_data, _error, source) => refresh(source.id),
  });
}

export function useStopSite() {
  const refresh = useRefresh();
  const toastError = useToastError();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/knowledge/sources/{id}/stop", { params: { path: { id } } })),
    onError: toastError,
    onSettled: (_data, _error, id) => refresh(id),
  });
}

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: key("source", id, "versions"),
    queryFn: () => dataOf(api.GET("/api/v1/knowledge/sources/{id}/versions", { params: { path: { id } } })),
  });

export const versionQuery = (id: string, version: string) =>
  queryOptions({
    queryKey: key("source", id, "version", version),
    queryFn: () => dataOf(api.GET("/api/v1/knowledge/sources/{id}/versions/{version}", { params: { path: { id, version } } })),
  });

export function useBringBack(id: string) {
  const refresh = useRefresh();
  const toastError = useToastError();
  return useMutation({
    mutationFn: (version: string) =>
      dataOf(api.POST("/api/v1/knowledge/sources/{id}/versions/{version}/restore", { params: { path: { id, version } } })),
    onError: toastError,
    onSettled: () => refresh(id),
  });
}

export function useDeleteSource(onGone: () => void) {
  const refresh = useRefresh();
  const toastError = useToastError();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.DELETE("/api/v1/knowledge/sources/{id}", { params: { path: { id } } })),
    onSuccess: async () => {
      onGone();
      await refresh();
    },
    onError: toastError,
  });
}
