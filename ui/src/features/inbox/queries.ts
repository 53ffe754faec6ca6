// What the inbox asks the server. Long lists are refreshed by blocks; see api/blocks.ts.
import { queryOptions, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { extended, hasMore, refreshed, type Blocks, type FetchBlock } from "@/api/blocks";
import { changedSince, lastChange } from "@/api/changes";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { Topic } from "@/api/live";
import type { Conversation, ConversationDetail, Message, Queue } from "@/api/types";

/** Rows of one fetch. */
const CONVERSATIONS_AT_ONCE = 60;
const MESSAGES_AT_ONCE = 50;
const HITS_AT_ONCE = 30;

export interface ListFilters {
  queue: Queue;
  q?: string;
  label?: string;
}

function blocksQuery<T extends { id: string }>(queryKey: QueryKey, topic: Topic, fetchBlock: FetchBlock<T>) {
  return queryOptions<Blocks<T>>({
    queryKey,
    queryFn: ({ client }) => {
      const old = client.getQueryData<Blocks<T>>(queryKey);
      const asOf = lastChange();
      return refreshed(old, old ? changedSince(old.asOf, topic) : null, asOf, fetchBlock);
    },
  });
}

const fetchConversations =
  (filters: ListFilters): FetchBlock<Conversation> =>
  (cursor) =>
    dataOf(
      api.GET("/api/v1/conversations", {
        params: { query: { ...filters, ...(cursor !== null && { cursor }), limit: CONVERSATIONS_AT_ONCE } },
      }),
    );

const fetchMessages =
  (conversation: string, around: string | undefined): FetchBlock<Message> =>
  (cursor) => {
    const from = cursor !== null ? { cursor } : around ? { around } : {};
    return dataOf(
      api.GET("/api/v1/conversations/{id}/messages", {
        params: { path: { id: conversation }, query: { ...from, limit: MESSAGES_AT_ONCE } },
      }),
    );
  };

export const conversationsQuery = (filters: ListFilters) =>
  blocksQuery(key("conversations", filters), "conversation", fetchConversations(filters));

/** Newest first. With `around`, the part of the thread where that message stands. */
export const messagesQuery = (conversation: string, around?: string) =>
  blocksQuery(key("messages", conversation, around ?? null), "message", fetchMessages(conversation, around));

/** Fetches the next block of a list, one at a time. */
function useExtend<T extends { id: string }>(queryKey: QueryKey, fetchBlock: FetchBlock<T>): () => Promise<void> {
  const client = useQueryClient();
  const busy = useRef(false);
  const hash = JSON.stringify(queryKey);
  return useCallback(async () => {
    const list = client.getQueryData<Blocks<T>>(queryKey);
    if (busy.current || !list || !hasMore(list)) return;
    busy.current = true;
    try {
      const longer = await extended(list, fetchBlock);
      const block = longer.blocks.at(-1);
      client.setQueryData<Blocks<T>>(queryKey, (now) =>
        now && block && now.blocks.at(-1)?.next === block.cursor ? { ...now, blocks: [...now.blocks, block] } : now,
      );
    } catch {
      // The list stays as it is; scrolling on tries again.
    } finally {
      busy.current = false;
    }
    // The key and the fetch are made of the same values, which the hash holds.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, hash]);
}

export const useMoreConversations = (filters: ListFilters) => useExtend(key("conversations", filters), fetchConversations(filters));

export const useOlderMessages = (conversation: string, around?: string) =>
  useExtend(key("messages", conversation, around ?? null), fetchMessages(conversation, around));

export const conversationQuery = (id: string) =>
  queryOptions<ConversationDetail>({
    queryKey: key("conversation", id),
    queryFn: () => dataOf(api.GET("/api/v1/conversations/{id}", { params: { path: { id } } })),
  });

export const labelsQuery = queryOptions({ queryKey: key("labels"), queryFn: async () => (await dataOf(api.GET("/api/v1/labels"))).items });

export const teamQuery = queryOptions({ queryKey: key("team"), queryFn: () => dataOf(api.GET("/api/v1/team")) });

export const runQuery = (id: string) =>
  queryOptions({ queryKey: key("run", id), queryFn: () => dataOf(api.GET("/api/v1/runs/{id}", { params: { path: { id } } })) });

/** What the assistant did in a conversation, and what people thought of it. */
export const verdictsQuery = (conversation: string) =>
  queryOptions({
    queryKey: key("verdicts", conversation),
    queryFn: () => dataOf(api.GET("/api/v1/conversations/{id}/verdicts", { params: { path: { id: conversation } } })),
  });

export const rawQuery = (id: string) =>
  queryOptions({
    queryKey: key("raw", id),
    queryFn: () => dataOf(api.GET("/api/v1/messages/{id}/raw", { params: { path: { id } } })),
    staleTime: Infinity,
  });

export const fetchHits = (q: string, cursor: string | null) =>
  dataOf(api.GET("/api/v1/search", { params: { query: { q, ...(cursor !== null && { cursor }), limit: HITS_AT_ONCE } } }));
