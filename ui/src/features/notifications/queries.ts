// How I am reached, what I was told, and the owner's servers.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { NotificationChange, NotificationSettings, ToldNotice } from "@/api/types";
import { pagedQuery } from "../common/pages";

export const settingsQuery = queryOptions({
  queryKey: key("notifications", "settings"),
  queryFn: () => dataOf(api.GET("/api/v1/notifications/settings")),
});

export const serversQuery = queryOptions({
  queryKey: key("notifications", "servers"),
  queryFn: () => dataOf(api.GET("/api/v1/notifications/mail-server")),
});

export const toldQuery = pagedQuery<ToldNotice>(key("notifications", "told"), (cursor) =>
  dataOf(api.GET("/api/v1/notifications", { params: { query: { cursor, limit: 10 } } })),
);

/** All that one may change, as it is now. */
export function asChange(settings: NotificationSettings): NotificationChange {
  const { quiet, time_zone, urgent_passes, bundle_minutes, patience_minutes, whatsapp_phone } = settings;
  const kinds = settings.kinds.map(({ kind, push, email, whatsapp }) => ({ kind, push, email, whatsapp }));
  return { kinds, quiet, time_zone, urgent_passes, bundle_minutes, patience_minutes, whatsapp_phone };
}

export function useChange() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: NotificationChange) => dataOf(api.PUT("/api/v1/notifications/settings", { body })),
    onSuccess: (saved) => queryClient.setQueryData(settingsQuery.queryKey, saved),
  });
}

export function useRing() {
  return useMutation({
    mutationFn: (body: { channel: "push" | "email"; device_id?: string }) => dataOf(api.POST("/api/v1/notifications/test", { body })),
  });
}
