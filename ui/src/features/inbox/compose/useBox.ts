// One box with its own draft, the files above it, and what a press of Enter does with both.
import { useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import type { Limits, MessageMedia, Outgoing } from "@/api/messageTypes";
import type { ConversationDetail, Message } from "@/api/types";
import { countCharacters } from "@/lib/characters";
import { linkPieces } from "@/lib/links";
import { newId } from "@/lib/newId";
import type { SuggestedAnswer } from "../ai/Suggestion";
import { readSeen, useDraft, writeDraft, writeSeen, type Tab } from "./drafts";
import type { SendKind } from "./files/fileKinds";
import { useTray, type TrayItem } from "./files/useTray";
import { handBack } from "./handedBack";
import { useSend, type Sending } from "./sending";
import { useTyping } from "./typing";

/** Characters of a note, and of a text until the channel's limits are known. */
const LONGEST = 4096;

export interface BoxContext {
  conversation: ConversationDetail;
  /** The last message on screen: what somebody else answers after it, while an answer is being written, is asked about. */
  lastSeen: string | undefined;
  quoted: Message | null;
  onQuoteDone: () => void;
  limits: Limits | undefined;
}

const takesCaption = (kind: SendKind) => kind === "image" || kind === "video" || kind === "document";

interface Made {
  outgoing: Outgoing;
  media?: MessageMedia;
}

/** The messages that files and words become: the words go under the first file that takes any, else after the files. */
export function outgoingOf(items: readonly Pick<TrayItem, "kind" | "media" | "name">[], text: string, linkPreview: boolean): Made[] {
  const words = text.trim();
  const under = words === "" ? -1 : items.findIndex(({ kind }) => takesCaption(kind));
  const files = items.flatMap(({ kind, media, name }, index): Made[] => {
    if (!media?.id) return [];
    if (kind === "audio") return [{ outgoing: { kind, media_id: media.id, voice: media.voice ?? false }, media }];
    const outgoing: Outgoing = {
      kind,
      media_id: media.id,
      ...(index === under && { text: words }),
      ...(kind === "document" && name && { filename: name }),
    };
    return [{ outgoing, media }];
  });
  if (words === "" || under !== -1) return files;
  return [...files, { outgoing: { kind: "text", text: words, ...(!linkPreview && hasLink(words) && { link_preview: false }) } }];
}

export const hasLink = (text: string) => linkPieces(text).some((piece) => piece.href);

export function useBox({ conversation, lastSeen, quoted, onQuoteDone, limits }: BoxContext, tab: Tab) {
  const { id } = conversation;
  const text = useDraft(id, tab);
  const tray = useTray(limits);
  const [linkPreview, setLinkPreview] = useState(true);
  const [asking, setAsking] = useState<Sending | null>(null);
  const [suggestion, setSuggestion] = useState<SuggestedAnswer | null>(null);
  const typing = useTyping(id);
  const send = useSend(setAsking);
  const reply = tab === "reply";
  const begun = reply && (text !== "" || tray.items.length > 0);
  useEffect(() => {
    if (!begun) writeSeen(id, undefined);
    else if (readSeen(id) === undefined && lastSeen !== undefined) writeSeen(id, lastSeen);
    // What is on screen when it begins counts, not what comes after.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id, begun, lastSeen === undefined]);
  /** What the writer had read when the writing began; a voice note or a form begins when it opens. */
  const seen = () => readSeen(id) ?? lastSeen;
  const around = (): Partial<Sending> => (reply ? { ...(seen() && { seen: seen() }), ...(quoted && { quoted }) } : {});
  const done = () => {
    if (reply) typing.onSent();
    setSuggestion(null);
    setLinkPreview(true);
    onQuoteDone();
  };
  const envelope = (sending: Pick<Sending, "outgoing"> & Partial<Sending>): Sending => ({
    conversation: id,
    tab,
    clientId: newId(),
    ...sending,
  });
  const post = (sending: Pick<Sending, "outgoing"> & Partial<Sending>) => {
    send.mutate(envelope(sending));
    done();
  };

  const items = reply ? tray.items : [];
  const captioned = items.some(({ kind }) => takesCaption(kind));
  const longest = !reply ? LONGEST : captioned ? (limits?.caption_characters ?? LONGEST) : (limits?.text_characters ?? LONGEST);
  const left = longest - countCharacters(text.trim());
  const filesReady = items.every(({ state }) => state === "ready");
  const maySubmit = left >= 0 && filesReady && (text.trim() !== "" || items.length > 0);

  /** One after the other: the second must not overtake the first. */
  const postAll = async () => {
    const messages = outgoingOf(items, text, linkPreview);
    // Read before the box is emptied: that ends the writing.
    const first = { ...around(), ...(suggestion && { suggestion: suggestion.id }) };
    writeDraft(id, tab, "");
    tray.clear();
    done();
    for (const [index, message] of messages.entries()) {
      try {
        await send.mutateAsync(envelope({ ...message, ...(index === 0 && first) }));
      } catch {
        // Why has been said already; what did not leave stands in the box again.
        for (const { outgoing, media } of messages.slice(index)) if (media && "media_id" in outgoing) tray.putBack(outgoing.kind, media);
        if (text.trim() !== "" && captionIn(messages.slice(index), text)) writeDraft(id, tab, text);
        return;
      }
    }
  };

  return {
    text,
    tray,
    left,
    maySubmit,
    linkPreview,
    setLinkPreview,
    showsLinkSwitch: reply && items.length === 0 && hasLink(text),
    write: (next: string) => {
      writeDraft(id, tab, next);
      if (reply) typing.onKey();
    },
    submit: () => {
      if (!maySubmit) return;
      if (items.length > 0) void postAll();
      else
        post({
          outgoing: { kind: "text", text: text.trim(), ...(showsOff(linkPreview, text) && { link_preview: false }) },
          ...around(),
          ...(suggestion && { suggestion: suggestion.id }),
        });
    },
    /** Sends what a form made; a refusal is thrown, so that the form can say it beside its fields. */
    sendMade: async (outgoing: Outgoing, media?: MessageMedia) => {
      try {
        await send.mutateAsync(envelope({ outgoing, ...(media && { media }), ...around() }));
      } catch (error) {
        // The question about it is on screen already.
        if (!(error instanceof ApiError && error.code === "answered_meanwhile")) throw error;
      }
      done();
    },
    accept: (answer: SuggestedAnswer) =>
      post({ outgoing: { kind: "text", text: answer.text }, suggestion: answer.id, ...(lastSeen && { seen: lastSeen }) }),
    /** Something other than words is begun, such as a voice note. */
    begin: () => {
      if (readSeen(id) === undefined && lastSeen !== undefined) writeSeen(id, lastSeen);
    },
    /** It was put away again. */
    leave: () => {
      if (!begun) writeSeen(id, undefined);
    },
    take: (answer: SuggestedAnswer) => {
      setSuggestion(answer);
      writeDraft(id, "reply", answer.text);
    },
    asking,
    answer: (anyway: boolean) => {
      if (anyway && asking) {
        tray.removeMedia(asking.media?.id);
        if ("text" in asking.outgoing && asking.outgoing.text === text.trim()) writeDraft(id, tab, "");
        post({ ...asking, clientId: newId(), anyway: true });
      } else if (asking && asking.outgoing.kind !== "text" && !("media_id" in asking.outgoing)) handBack(id, asking);
      // Whoever was told of the newer answer is not asked about the same one again.
      if (!anyway && lastSeen !== undefined) writeSeen(id, lastSeen);
      setAsking(null);
    },
  };
}

const captionIn = (messages: readonly { outgoing: Outgoing }[], text: string) =>
  messages.some(({ outgoing }) => "text" in outgoing && outgoing.text === text.trim());
const showsOff = (linkPreview: boolean, text: string) => !linkPreview && hasLink(text);

export type Box = ReturnType<typeof useBox>;
