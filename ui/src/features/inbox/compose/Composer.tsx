// Where people write: an answer for the customer, or a note for the team. The two look different and never mix.
import { useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Bell, CornerUpLeft, Lock, Send, X } from "lucide-react";
import { useMay } from "@/api/me";
import type { ConversationDetail, Message } from "@/api/types";
import { classes } from "@/lib/classes";
import { countdown } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { useShortcut } from "@/lib/shortcuts";
import { Button, IconButton } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import { Suggestion, type SuggestedAnswer } from "../ai/Suggestion";
import { useAiActions } from "../changes";
import { useKindName } from "@/features/messages/kinds";
import { useDraft, writeDraft, type Tab } from "./drafts";
import { useSend, type Sending } from "./sending";
import { useTyping } from "./typing";
import { WindowNotice } from "./WindowNotice";

/** Characters of one message, as WhatsApp counts them. */
const LONGEST = 4096;
/** From here on the length is shown, in characters. */
const SHOW_LENGTH = 3600;

interface ComposerProps {
  conversation: ConversationDetail;
  /** The last message on screen, so that a newer answer of somebody else is asked about. */
  lastSeen: string | undefined;
  quoted: Message | null;
  onQuoteDone: () => void;
}

function TabButton({ current, onClick, children }: { current: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={current}
      onClick={onClick}
      className="inline-flex h-8 items-center gap-1.5 rounded-md px-2.5 text-sm font-medium text-ink-soft hover:text-ink aria-pressed:bg-sunken aria-pressed:text-ink dark:aria-pressed:bg-raised"
    >
      {children}
    </button>
  );
}

function QuotedLine({ quoted, onDone }: { quoted: Message; onDone: () => void }) {
  const { t } = useTranslation("inbox");
  const kindName = useKindName();
  return (
    <p className="flex items-center gap-2 border-s-2 border-brass-mark bg-sunken ps-3 pe-1 text-sm text-ink-soft dark:bg-raised">
      <Icon of={CornerUpLeft} size={14} className="shrink-0" />
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {quoted.text || kindName(quoted.kind)}
      </span>
      <IconButton icon={X} label={t("compose.noQuote")} size="small" onClick={onDone} />
    </p>
  );
}

/** The keys, and how much room is left once it gets short. */
function Foot({ note, length }: { note: boolean; length: number }) {
  const { t } = useTranslation("inbox");
  return (
    <p className={classes("flex items-center justify-between gap-3 text-xs text-ink-faint", length <= SHOW_LENGTH && "max-sm:hidden")}>
      <span className="inline-flex items-center gap-3 max-sm:hidden">
        <span className="inline-flex items-center gap-1.5">
          <Kbd keys={["Enter"]} /> {note ? t("compose.keepNote") : t("compose.send")}
        </span>
        <span className="inline-flex items-center gap-1.5">
          <Kbd keys={["Shift", "Enter"]} /> {t("compose.newLine")}
        </span>
      </span>
      {length > SHOW_LENGTH && <span className={length > LONGEST ? "font-medium text-bad" : ""}>{t("compose.length", { count: LONGEST - length })}</span>}
    </p>
  );
}

/** Asks the assistant for a suggestion where it does not answer by itself. */
function AskButton({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation("inbox");
  const { ask } = useAiActions(conversation.id);
  if (conversation.ai === "answer" || conversation.reply || conversation.suggestion) return null;
  return (
    <Button size="small" tone="quiet" icon={Bell} busy={ask.isPending} onClick={() => ask.mutate()} className="ms-auto">
      {t("ai.ask")}
    </Button>
  );
}

/** One box with its own draft, and what a press of Enter does with it. */
function useBox({ conversation, lastSeen, quoted, onQuoteDone }: ComposerProps, tab: Tab) {
  const { id } = conversation;
  const text = useDraft(id, tab);
  const [asking, setAsking] = useState<Sending | null>(null);
  const [suggestion, setSuggestion] = useState<SuggestedAnswer | null>(null);
  const typing = useTyping(id);
  const send = useSend(setAsking);
  const post = (sending: Pick<Sending, "outgoing"> & Partial<Sending>) => {
    send.mutate({ conversation: id, tab, clientId: crypto.randomUUID(), ...sending });
    if (tab === "reply") typing.onSent();
    setSuggestion(null);
    onQuoteDone();
  };
  return {
    text,
    write: (next: string) => {
      writeDraft(id, tab, next);
      if (tab === "reply") typing.onKey();
    },
    submit: () => {
      const trimmed = text.trim();
      if (trimmed === "" || trimmed.length > LONGEST) return;
      post({ outgoing: { kind: "text", text: trimmed }, ...(tab === "reply" && { ...(lastSeen && { seen: lastSeen }), ...(quoted && { quoted }), ...(suggestion && { suggestion: suggestion.id }) }) });
    },
    accept: (answer: SuggestedAnswer) => post({ outgoing: { kind: "text", text: answer.text }, suggestion: answer.id, ...(lastSeen && { seen: lastSeen }) }),
    take: (answer: SuggestedAnswer) => {
      setSuggestion(answer);
      writeDraft(id, "reply", answer.text);
    },
    asking,
    answer: (anyway: boolean) => {
      if (anyway && asking) post({ ...asking, clientId: crypto.randomUUID(), anyway: true });
      setAsking(null);
    },
  };
}

export function Composer(props: ComposerProps) {
  const { conversation, quoted, onQuoteDone } = props;
  const { t } = useTranslation(["inbox", "common"]);
  const mayReply = useMay("reply");
  const mayNote = useMay("write_notes");
  const [chosen, setTab] = useState<Tab>("reply");
  const tab = mayReply ? chosen : "note";
  const field = useRef<HTMLTextAreaElement>(null);
  const box = useBox(props, tab);
  const now = useNow();
  const windowEnds = conversation.window_expires_at;
  const closed = !windowEnds || countdown(windowEnds, now).level === "closed";
  const blocked = tab === "reply" && closed;

  const go = (next: Tab) => {
    setTab(next);
    requestAnimationFrame(() => field.current?.focus());
  };
  useShortcut({ keys: "r", label: t("inbox:compose.reply"), group: t("inbox:keys.group"), run: () => go("reply") }, mayReply);
  useShortcut({ keys: "n", label: t("inbox:compose.note"), group: t("inbox:keys.group"), run: () => go("note") }, mayNote);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") field.current?.blur();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    box.submit();
  };
  if (!mayReply && !mayNote) return null;
  const note = tab === "note";
  return (
    <div className="shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)]">
      {conversation.suggestion && !note && !closed && (
        <Suggestion
          conversation={conversation.id}
          suggestion={conversation.suggestion}
          onAccept={box.accept}
          onEdit={(answer) => {
            box.take(answer);
            go("reply");
          }}
        />
      )}
      <div className="flex flex-col gap-2 px-3 py-2.5 sm:px-4">
        <div className="flex items-center gap-1">
          {mayReply && (
            <TabButton current={!note} onClick={() => go("reply")}>
              {t("inbox:compose.reply")}
            </TabButton>
          )}
          {mayNote && (
            <TabButton current={note} onClick={() => go("note")}>
              <Icon of={Lock} size={13} />
              {t("inbox:compose.note")}
            </TabButton>
          )}
          {!note && !blocked && <AskButton conversation={conversation} />}
          {conversation.typing && <p className="ms-auto truncate ps-2 text-sm text-brass italic">{t("inbox:row.typing", { name: conversation.typing.name })}</p>}
        </div>
        {quoted && !note && <QuotedLine quoted={quoted} onDone={onQuoteDone} />}
        {!note && windowEnds && <WindowNotice ends={windowEnds} />}
        {blocked && !windowEnds && <WindowNotice ends={null} />}
        {!blocked && (
          <div className={classes("flex items-end gap-2 rounded-xl p-1.5 ring-1 ring-inset focus-within:ring-2", note ? "bg-note-tint ring-note/30 focus-within:ring-note" : "bg-paper ring-line-strong/60 focus-within:ring-brass-mark")}>
            <textarea
              ref={field}
              dir="auto"
              rows={1}
              value={box.text}
              aria-label={note ? t("inbox:compose.notePlaceholder") : t("inbox:compose.placeholder")}
              placeholder={note ? t("inbox:compose.notePlaceholder") : t("inbox:compose.placeholder")}
              onChange={(event) => box.write(event.target.value)}
              onKeyDown={onKeyDown}
              className={classes("field-sizing-content max-h-48 min-h-9 min-w-0 flex-1 resize-none bg-transparent px-2 py-1.5 text-base leading-snug focus:outline-none sm:text-[0.9375rem]", note && "text-note placeholder:text-note")}
            />
            <IconButton icon={note ? Lock : Send} label={note ? t("inbox:compose.keepNote") : t("inbox:compose.send")} tone="primary" disabled={box.text.trim() === "" || box.text.length > LONGEST} onClick={box.submit} className="!size-9 max-sm:!size-11 rtl:[&>svg]:-scale-x-100" />
          </div>
        )}
        {!blocked && <Foot note={note} length={box.text.length} />}
      </div>
      <ConfirmDialog
        open={box.asking !== null}
        onOpenChange={() => box.answer(false)}
        title={t("inbox:compose.collisionTitle")}
        description={t("inbox:compose.collisionBody")}
        confirmLabel={t("inbox:compose.sendAnyway")}
        cancelLabel={t("inbox:compose.readFirst")}
        dangerous={false}
        onConfirm={() => box.answer(true)}
      >
        {box.asking?.outgoing.kind === "text" && <blockquote className="border-s-2 border-line-strong ps-3 whitespace-pre-wrap text-ink-soft">{box.asking.outgoing.text}</blockquote>}
      </ConfirmDialog>
    </div>
  );
}
