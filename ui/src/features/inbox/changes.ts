// What people do to a conversation. Shown at once; taken back, with the reason, when the server refuses.
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { isBlocks, mapRows, type Blocks } from "@/api/blocks";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { AiMode, Conversation, ConversationDetail } from "@/api/types";
import { useToastError } from "@/features/common/notify";

export interface ConversationChange {
  ai?: AiMode;
  status?: Conversation["status"];
  assignee?: string | null;
  labels?: string[];
  snooze_until?: string;
}

interface Wish {
  id: string;
  change: ConversationChange;
  /** How the conversation will look, shown until the server answers. */
  looks: Partial<ConversationDetail>;
}

function show(client: QueryClient, id: string, looks: Partial<ConversationDetail>) {
  client.setQueryData<ConversationDetail>(key("conversation", id), (now) => now && { ...now, ...looks });
  const rows: Partial<Conversation> = { ...looks };
  client.setQueriesData<Blocks<Conversation>>({ queryKey: key("conversations") }, (list) =>
    isBlocks<Conversation>(list) ? mapRows(list, (row) => (row.id === id ? { ...row, ...rows } : row)) : list,
  );
}

async function settle(client: QueryClient, id: string) {
  await Promise.all(
    [key("conversation", id), key("conversations"), key("counts"), key("messages", id)].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  );
}

export function useChangeConversation() {
  const client = useQueryClient();
  const toastError = useToastError();
  return useMutation({
    mutationFn: ({ id, change }: Wish) => dataOf(api.PATCH("/api/v1/conversations/{id}", { params: { path: { id } }, body: change })),
    onMutate: async ({ id, looks }) => {
      await client.cancelQueries({ queryKey: key("conversation", id) });
      const before = client.getQueryData<ConversationDetail>(key("conversation", id));
      show(client, id, looks);
      return { before };
    },
    onError: (error, { id }, context) => {
      if (context?.before) show(client, id, context.before);
      toastError(error);
    },
    onSuccess: (detail, { id }) => client.setQueryData(key("conversation", id), detail),
    onSettled: (_data, _error, { id }) => settle(client, id),
  });
}

export function useTakeOver() {
  const client = useQueryClient();
  const toastError = useToastError();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/conversations/{id}/take-over", { params: { path: { id } } })),
    onMutate: (id) => {
      const before = client.getQueryData<ConversationDetail>(key("conversation", id));
      show(client, id, { ai: "off", ai_off: null, reply: null, suggestion: null });
      return { before };
    },
    onError: (error, id, context) => {
      if (context?.before) show(client, id, context.before);
      toastError(error);
    },
    onSuccess: (detail, id) => client.setQueryData(key("conversation", id), detail),
    onSettled: (_data, _error, id) => settle(client, id),
  });
}

/** Asks the AI now (or again), stops it, or puts its suggestion aside. */
export function useAiActions(id: string) {
  const client = useQueryClient();
  const toastError = useToastError();
  const refresh = () => client.invalidateQueries({ queryKey: key("conversation", id) });
  const path = { params: { path: { id } } };
  const ask = useMutation({
    mutationFn: () => dataOf(api.POST("/api/v1/conversations/{id}/reply", path)),
    onMutate: () => show(client, id, { suggestion: null }),
    onError: toastError,
    onSettled: refresh,
  });
  const stop = useMutation({
    mutationFn: () => dataOf(api.DELETE("/api/v1/conversations/{id}/reply", path)),
    onMutate: () => show(client, id, { reply: null }),
    onError: toastError,
    onSettled: refresh,
  });
  const dismiss = useMutation({
    mutationFn: () => dataOf(api.DELETE("/api/v1/conversations/{id}/suggestion", path)),
    onMutate: () => show(client, id, { suggestion: null }),
    onError: toastError,
    onSettled: refresh,
  });
  return { ask, stop, dismiss };
}

/** Says that everything in it has been seen. */
export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/conversations/{id}/read", { params: { path: { id } } })),
    onMutate: (id) => show(client, id, { unread: 0 }),
    onSettled: (_data, _error, id) =>
      Promise.all([client.invalidateQueries({ queryKey: key("counts") }), client.invalidateQueries({ queryKey: key("conversation", id) })]),
  });
}
