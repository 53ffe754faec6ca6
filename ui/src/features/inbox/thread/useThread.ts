// The messages of one conversation, where its unread part begins, and marking it read once it has been shown.
import { useEffect, useMemo, useRef, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { hasMore, rowsOf } from "@/api/blocks";
import type { ConversationDetail, Message } from "@/api/types";
import { picturesOf } from "@/features/messages/media/gallery";
import { useMarkRead } from "../changes";
import { messagesQuery, useOlderMessages } from "../queries";
import { firstUnreadOf, linesOf } from "./lines";

const isPending = (message: Message) => message.id.startsWith("pending-");

/** Oldest first; what is still on its way stands last, and not twice. */
export function inOrder(newestFirst: readonly Message[]): Message[] {
  const arrived = new Set(newestFirst.filter((message) => !isPending(message)).map((message) => message.client_id));
  const real = newestFirst.filter((message) => !isPending(message)).reverse();
  const pending = newestFirst.filter((message) => isPending(message) && !arrived.has(message.client_id)).reverse();
  return [...real, ...pending];
}

export function useThread(conversation: ConversationDetail, around: string | undefined) {
  const { id, unread } = conversation;
  const query = useQuery(messagesQuery(id, around));
  const older = useOlderMessages(id, around);
  const newestFirst = useMemo(() => rowsOf(query.data), [query.data]);
  // Decided once, when the thread opens: the line stays while its reader reads.
  const [unreadAtFirst] = useState(unread);
  const [firstUnread, setFirstUnread] = useState<string | null>(null);
  if (firstUnread === null && unreadAtFirst > 0 && newestFirst.length > 0) {
    const found = firstUnreadOf(newestFirst, unreadAtFirst);
    if (found !== null) setFirstUnread(found);
  }
  const { mutate: markRead } = useMarkRead();
  // Once per newest message: a refusal is not asked again until something new has come.
  const newest = newestFirst[0]?.id;
  const markedAt = useRef<string>(undefined);
  useEffect(() => {
    if (!newest || unread === 0 || markedAt.current === newest || document.visibilityState !== "visible") return;
    markedAt.current = newest;
    markRead(id);
  }, [newest, unread, id, markRead]);
  const oldestFirst = useMemo(() => inOrder(newestFirst), [newestFirst]);
  const lines = useMemo(() => linesOf(oldestFirst, firstUnread), [oldestFirst, firstUnread]);
  const pictures = useMemo(() => picturesOf(oldestFirst), [oldestFirst]);
  return {
    query,
    lines,
    pictures,
    older,
    hasOlder: hasMore(query.data),
    newest: newestFirst[0],
    isAnswering: oldestFirst.some((message) => isPending(message) && message.kind !== "note"),
    lastSeen: newestFirst.find((message) => !isPending(message))?.id,
    around,
  };
}

export type ThreadState = ReturnType<typeof useThread>;
