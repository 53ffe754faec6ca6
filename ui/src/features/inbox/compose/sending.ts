// Sends what somebody wrote or made. The bubble stands at once; a refusal gives it back and asks what is to be asked.
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { mapRows, withFirst, type Blocks } from "@/api/blocks";
import { api, ApiError, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import { useMe } from "@/api/me";
import { mediaOf, type MessageMedia, type Outgoing } from "@/api/messageTypes";
import type { Message, NewMessage } from "@/api/types";
import { useToastError } from "@/features/common/notify";
import { readDraft, writeDraft, type Tab } from "./drafts";
import { handBack } from "./handedBack";
import { newId } from "@/lib/newId";

/** How long a message waits to be taken back, in milliseconds. */
export const UNDO_TIME = 5000;

export interface Sending {
  conversation: string;
  tab: Tab;
  outgoing: Outgoing;
  /** Made once per press, so a second try is not a second message. */
  clientId: string;
  /** The file it shows, for the bubble that stands in until the server answers. */
  media?: MessageMedia;
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
  client.setQueryData<Blocks<Message>>(key("messages", conversation, null), (list) => list && change(list));
}

const drop = (id: string) => (list: Blocks<Message>) => mapRows(list, (row) => (row.id === id ? null : row));

const PLAIN = ["text", "image", "video", "audio", "document", "sticker", "location", "contacts", "reaction", "template"] as const;

/** What kind of line it is in the thread. */
function lineKind(outgoing: Outgoing): Message["kind"] {
  return PLAIN.find((kind) => kind === outgoing.kind) ?? "interactive";
}

function standIn({ conversation, tab, outgoing, clientId, quoted, media }: Sending, me: { id: string; name: string }): Message {
  const note = tab === "note";
  return {
    id: `pending-${clientId}`,
    conversation_id: conversation,
    client_id: clientId,
    direction: "out",
    author: "person",
    person: me,
    kind: note ? "note" : lineKind(outgoing),
    text: "text" in outgoing ? (outgoing.text ?? null) : null,
    ...(outgoing.kind !== "text" && { content: outgoing }),
    ...(media && { media: media as Message["media"] }),
    state: note ? null : "queued",
    quoted: quoted ? { id: quoted.id, text: quoted.text, author: quoted.author } : null,
    sources: [],
    reactions: [],
    edited: false,
    revoked: false,
    at: new Date().toISOString(),
  };
}

function post({ conversation, tab, outgoing, clientId, quoted, suggestion, seen, anyway }: Sending): Promise<Message> {
  const params = { path: { id: conversation } };
  if (tab === "note")
    return dataOf(
      api.POST("/api/v1/conversations/{id}/notes", {
        params,
        body: { client_id: clientId, text: outgoing.kind === "text" ? outgoing.text : "" },
      }),
    );
  const body = {
    client_id: clientId,
    ...outgoing,
    delay_ms: UNDO_TIME,
    ...(quoted && { quoted: quoted.id }),
    ...(suggestion && { suggestion_id: suggestion }),
    ...(seen && { seen }),
    ...(anyway && { anyway }),
  };
  return dataOf(api.POST("/api/v1/conversations/{id}/messages", { params, body: body as NewMessage }));
}

/** Words return to their box, everything else to where it was made. */
function giveBack({ conversation, tab, outgoing, media }: Pick<Sending, "conversation" | "tab" | "outgoing" | "media">) {
  if (outgoing.kind !== "text") return handBack(conversation, { outgoing, media });
  const draft = readDraft(conversation, tab);
  if (draft !== outgoing.text) writeDraft(conversation, tab, [outgoing.text, draft].filter(Boolean).join("\n"));
}

/** A refusal that names fields is shown beside them by whoever asked for it. */
const namesFields = (error: unknown) => error instanceof ApiError && Object.keys(error.fields).length > 0;

/** `onAnswered` is asked when somebody else answered meanwhile; words are back in the box by then. */
export function useSend(onAnswered: (sending: Sending) => void) {
  const client = useQueryClient();
  const { person } = useMe();
  const toastError = useToastError();
  return useMutation({
    mutationFn: post,
    onMutate: (sending) => {
      changeThread(client, sending.conversation, (list) => withFirst(list, standIn(sending, person)));
      if (sending.outgoing.kind === "text") writeDraft(sending.conversation, sending.tab, "");
    },
    onSuccess: (message, sending) => {
      if (sending.tab === "reply") undoUntil.set(message.id, performance.now() + UNDO_TIME);
      changeThread(client, sending.conversation, (list) => withFirst(drop(`pending-${sending.clientId}`)(list), message));
    },
    onError: (error, sending) => {
      changeThread(client, sending.conversation, drop(`pending-${sending.clientId}`));
      if (sending.outgoing.kind === "text") giveBack(sending);
      if (error instanceof ApiError && error.code === "answered_meanwhile") onAnswered(sending);
      else if (sending.outgoing.kind === "text" || !namesFields(error)) toastError(error);
    },
    onSettled: (_data, _error, { conversation }) =>
      Promise.all(
        [key("messages", conversation), key("conversation", conversation), key("conversations"), key("counts")].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

/** Reacts to a message, or takes the reaction back with an empty one. Shown at once. */
export function useReact(conversation: string): (reaction: { message: string; emoji: string }) => void {
  const client = useQueryClient();
  const toastError = useToastError();
  const { mutate } = useMutation({
    mutationFn: ({ message, emoji }: { message: string; emoji: string }) => {
      const body: NewMessage = { client_id: newId(), kind: "reaction", message_id: message, emoji };
      return dataOf(api.POST("/api/v1/conversations/{id}/messages", { params: { path: { id: conversation } }, body }));
    },
    onMutate: ({ message, emoji }) => {
      const at = new Date().toISOString();
      const shown = emoji === "" ? [] : [{ emoji, author: "person" as const, at }];
      changeThread(client, conversation, (list) =>
        mapRows(list, (row) =>
          row.id === message ? { ...row, reactions: [...row.reactions.filter((each) => each.author === "customer"), ...shown] } : row,
        ),
      );
    },
    onError: toastError,
    onSettled: () => client.invalidateQueries({ queryKey: key("messages", conversation) }),
  });
  return mutate;
}

/** Takes a message back while it waits; what was in it returns to where it was made. */
export function useUndoSend(conversation: string) {
  const client = useQueryClient();
  const toastError = useToastError();
  return useMutation({
    mutationFn: (message: Message) => dataOf(api.DELETE("/api/v1/messages/{id}", { params: { path: { id: message.id } } })),
    onSuccess: (_data, message) => {
      undoUntil.delete(message.id);
      changeThread(client, conversation, drop(message.id));
      const outgoing = message.content as Outgoing | null | undefined;
      giveBack({
        conversation,
        tab: "reply",
        outgoing: outgoing?.kind ? outgoing : { kind: "text", text: message.text ?? "" },
        media: mediaOf(message) ?? undefined,
      });
    },
    onError: toastError,
    onSettled: () => client.invalidateQueries({ queryKey: key("messages", conversation) }),
  });
}

/** Tries a failed message again, or says what became of one nobody is sure about. */
export function useMendMessage(conversation: string) {
  const client = useQueryClient();
  const toastError = useToastError();
  const done = { onError: toastError, onSettled: () => client.invalidateQueries({ queryKey: key("messages", conversation) }) };
  const retry = useMutation({
    mutationFn: (id: string) => dataOf(api.POST("/api/v1/messages/{id}/retry", { params: { path: { id } } })),
    ...done,
  });
  const settle = useMutation({
    mutationFn: ({ id, delivered }: { id: string; delivered: boolean }) =>
      dataOf(api.POST("/api/v1/messages/{id}/settle", { params: { path: { id } }, body: { delivered } })),
    ...done,
  });
  return { retry, settle };
}
