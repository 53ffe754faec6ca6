// Sends what somebody wrote. The bubble stands at once; a refusal gives the words back and asks what is to be asked.
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { mapRows, withFirst, type Blocks } from "@/api/blocks";
import { api, ApiError, dataOf } from "@/api/client";
import { useMe } from "@/api/me";
import type { Message } from "@/api/types";
import { useToastError } from "@/features/common/notify";
import { readDraft, writeDraft, type Tab } from "./drafts";

/** How long a message waits to be taken back, in milliseconds. */
export const UNDO_TIME = 5000;

export interface Words {
  conversation: string;
  tab: Tab;
  text: string;
  /** Made once per press, so a second try is not a second message. */
  clientId: string;
  quoted?: Message;
  suggestion?: string;
  seen?: string;
  anyway?: boolean;
}

const undoUntil = new Map<string, number>();

/** Milliseconds left to take a message back, by this page's own clock. */
export function undoTimeLeft(id: string, now: number): number {
  return Math.max(0, (undoUntil.get(id) ?? 0) - now);
}

function changeThread(client: QueryClient, conversation: string, change: (list: Blocks<Message>) => Blocks<Message>) {
  client.setQueryData<Blocks<Message>>(["messages", conversation, null], (list) => list && change(list));
}

const drop = (id: string) => (list: Blocks<Message>) => mapRows(list, (row) => (row.id === id ? null : row));

function standIn({ conversation, tab, text, clientId, quoted }: Words, me: { id: string; name: string }): Message {
  return {
    id: `pending-${clientId}`,
    conversation_id: conversation,
    client_id: clientId,
    direction: "out",
    author: "person",
    person: me,
    kind: tab === "note" ? "note" : "text",
    text,
    state: tab === "note" ? null : "queued",
    quoted: quoted ? { id: quoted.id, text: quoted.text, author: quoted.author } : null,
    sources: [],
    reactions: [],
    edited: false,
    revoked: false,
    at: new Date().toISOString(),
  };
}

function post({ conversation, tab, text, clientId, quoted, suggestion, seen, anyway }: Words): Promise<Message> {
  const params = { path: { id: conversation } };
  if (tab === "note") return dataOf(api.POST("/api/v1/conversations/{id}/notes", { params, body: { client_id: clientId, text } }));
  const body = {
    client_id: clientId,
    kind: "text" as const,
    text,
    delay_ms: UNDO_TIME,
    ...(quoted && { quoted: quoted.id }),
    ...(suggestion && { suggestion_id: suggestion }),
    ...(seen && { seen }),
    ...(anyway && { anyway }),
  };
  return dataOf(api.POST("/api/v1/conversations/{id}/messages", { params, body }));
}

/** `onAnswered` is asked when somebody else answered meanwhile; the words are back in the box by then. */
export function useSend(onAnswered: (words: Words) => void) {
  const client = useQueryClient();
  const { person } = useMe();
  const toastError = useToastError();
  return useMutation({
    mutationFn: post,
    onMutate: (words) => {
      changeThread(client, words.conversation, (list) => withFirst(list, standIn(words, person)));
      writeDraft(words.conversation, words.tab, "");
    },
    onSuccess: (message, words) => {
      if (words.tab === "reply") undoUntil.set(message.id, performance.now() + UNDO_TIME);
      changeThread(client, words.conversation, (list) => withFirst(drop(`pending-${words.clientId}`)(list), message));
    },
    onError: (error, words) => {
      changeThread(client, words.conversation, drop(`pending-${words.clientId}`));
      if (readDraft(words.conversation, words.tab) === "") writeDraft(words.conversation, words.tab, words.text);
      if (error instanceof ApiError && error.code === "answered_meanwhile") onAnswered(words);
      else toastError(error);
    },
    onSettled: (_data, _error, { conversation }) =>
      Promise.all([["messages", conversation], ["conversation", conversation], ["conversations"], ["counts"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

/** Takes a message back while it waits; its words return to the box. */
export function useUndoSend(conversation: string) {
  const client = useQueryClient();
  const toastError = useToastError();
  return useMutation({
    mutationFn: (message: Message) => dataOf(api.DELETE("/api/v1/messages/{id}", { params: { path: { id: message.id } } })),
    onSuccess: (_data, message) => {
      undoUntil.delete(message.id);
      changeThread(client, conversation, drop(message.id));
      const draft = readDraft(conversation, "reply");
      writeDraft(conversation, "reply", [message.text, draft].filter(Boolean).join("\n"));
    },
    onError: toastError,
    onSettled: () => client.invalidateQueries({ queryKey: ["messages", conversation] }),
  });
}

/** Tries a failed message again, or says what became of one nobody is sure about. */
export function useMendMessage(conversation: string) {
  const client = useQueryClient();
  const toastError = useToastError();
  const done = { onError: toastError, onSettled: () => client.invalidateQueries({ queryKey: ["messages", conversation] }) };
  const retry = useMutation({ mutationFn: (id: string) => dataOf(api.POST("/api/v1/messages/{id}/retry", { params: { path: { id } } })), ...done });
  const settle = useMutation({
    mutationFn: ({ id, delivered }: { id: string; delivered: boolean }) => dataOf(api.POST("/api/v1/messages/{id}/settle", { params: { path: { id } }, body: { delivered } })),
    ...done,
  });
  return { retry, settle };
}
