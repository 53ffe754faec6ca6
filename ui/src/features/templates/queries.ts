// The shop's templates: read, write, hand in, take away, fetch again from Meta.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ApiError, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { TemplateDraft, Template, TemplateStatus } from "@/api/types";
import { pagedQuery } from "../common/pages";

export interface TemplateFilters {
  q: string;
  status: TemplateStatus | "all";
}

export const templatesQuery = ({ q, status }: TemplateFilters) =>
  pagedQuery<Template>(key("templates", q, status), (cursor) =>
    dataOf(api.GET("/api/v1/whatsapp/templates", { params: { query: { cursor, ...(q && { q }), ...(status !== "all" && { status }) } } })),
  );

/** Templates one broadcast or message can be made of; as many as one page holds. */
export const sendableQuery = queryOptions({
  queryKey: key("templates", "sendable"),
  queryFn: async () =>
    (await dataOf(api.GET("/api/v1/whatsapp/templates", { params: { query: { status: "approved", limit: 100 } } }))).items.filter(
      (template) => template.sendable,
    ),
});

/** The API lists templates and names none alone, so the list is read until this one comes. */
async function fetchTemplate(id: string): Promise<Template> {
  let cursor: string | undefined;
  do {
    const page = await dataOf(api.GET("/api/v1/whatsapp/templates", { params: { query: { cursor, limit: 100 } } }));
    const found = page.items.find((template) => template.id === id);
    if (found) return found;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  throw new ApiError(404, { code: "not_found", message: "There is no such template." });
}

export const templateQuery = (id: string) => queryOptions({ queryKey: key("template", id), queryFn: () => fetchTemplate(id) });

export const startersQuery = (language: string) =>
  queryOptions({
    queryKey: key("template-starters", language),
    queryFn: async () => (await dataOf(api.GET("/api/v1/whatsapp/templates/starters", { params: { query: { language } } }))).items,
    staleTime: Infinity,
  });

function useFresh() {
  const client = useQueryClient();
  return async (template?: Template) => {
    if (template) client.setQueryData(templateQuery(template.id).queryKey, template);
    await client.invalidateQueries({ queryKey: key("templates") });
  };
}

export function useSaveTemplate(id: string | undefined) {
  return useMutation({
    mutationFn: (body: TemplateDraft) =>
      dataOf(
        id
          ? api.PATCH("/api/v1/whatsapp/templates/{id}", { params: { path: { id } }, body })
          : api.POST("/api/v1/whatsapp/templates", { body }),
      ),
    onSuccess: useFresh(),
  });
}

export function useSubmitTemplate(id: string) {
  return useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/whatsapp/templates/{id}/submit", { params: { path: { id } } })),
    onSuccess: useFresh(),
  });
}

export function useDeleteTemplate(id: string) {
  const fresh = useFresh();
  return useMutation({
    mutationFn: () => api.DELETE("/api/v1/whatsapp/templates/{id}", { params: { path: { id } } }),
    onSuccess: () => fresh(),
  });
}

export function useSyncTemplates() {
  const fresh = useFresh();
  return useMutation({ mutationFn: () => dataOf(api.POST("/api/v1/whatsapp/templates/sync")), onSuccess: () => fresh() });
}
