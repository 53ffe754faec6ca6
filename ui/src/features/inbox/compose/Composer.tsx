// Where people write: an answer for the customer, or a note for the team. The two look different and never mix.
import { lazy, Suspense, useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Bell, CornerUpLeft, FileUp, Lock, Mic, Send, X } from "lucide-react";
import { contactName } from "@/api/contactName";
import { useMay } from "@/api/me";
import type { ConversationDetail, Message } from "@/api/types";
import { useKindName } from "@/features/messages/kinds";
import { classes } from "@/lib/classes";
import { countdown } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { useShortcut } from "@/lib/shortcuts";
import { Button, IconButton } from "@/ui/Button";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Dialog } from "@/ui/Dialog";
import { Icon } from "@/ui/Icon";
import { Kbd } from "@/ui/Kbd";
import { Skeleton } from "@/ui/Skeleton";
import { Switch } from "@/ui/Switch";
import { Suggestion } from "../ai/Suggestion";
import { NoDraftNotice } from "../ai/NoDraftNotice";
import { useAsked } from "../ai/useAsked";
import { useSomebodyTypes } from "../somebodyTypes";
import { AttachMenu } from "./AttachMenu";
import type { Tab } from "./drafts";
import { TrayList } from "./files/TrayList";
import { useFileDrop } from "./files/useFileDrop";
import { emptyOf, formOf, type Formed } from "./forms/types";
import { takeBack, useHandedBack } from "./handedBack";
import { useLimits } from "./limits";
import { useBox, type Box, type BoxContext } from "./useBox";
import { WindowNotice } from "./WindowNotice";

const FormDialog = lazy(() => import("./forms/FormDialog"));
const Recorder = lazy(() => import("./voice/Recorder"));
const TemplateBox = lazy(() => import("./templates/TemplateBox"));

/** From here on the length is shown, in characters that are left. */
const SHOW_LENGTH = 500;

function TabButton({ current, onClick, children }: { current: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={current}
      onClick={onClick}
      className="inline-flex h-8 items-center pointer-coarse:h-11 gap-1.5 rounded-md px-2.5 text-sm font-medium text-ink-soft hover:text-ink aria-pressed:bg-sunken aria-pressed:text-ink dark:aria-pressed:bg-raised"
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
function Foot({ note, left }: { note: boolean; left: number }) {
  const { t } = useTranslation("inbox");
  return (
    <p className={classes("flex items-center justify-between gap-3 text-xs text-ink-faint", left > SHOW_LENGTH && "max-sm:hidden")}>
      <span className="inline-flex items-center gap-3 max-sm:hidden">
        <span className="inline-flex items-center gap-1.5">
          <Kbd keys={["Enter"]} /> {note ? t("compose.keepNote") : t("compose.send")}
        </span>
        <span className="inline-flex items-center gap-1.5">
          <Kbd keys={["Shift", "Enter"]} /> {t("compose.newLine")}
        </span>
      </span>
      {left <= SHOW_LENGTH && (
        <span role="status" className={left < 0 ? "font-medium text-bad" : ""}>
          {left < 0 ? t("compose.tooLong", { count: -left }) : t("compose.length", { count: left })}
        </span>
      )}
    </p>
  );
}

/** Asks the assistant for a suggestion where it does not answer by itself. */
function AskButton({ conversation, busy, onAsk }: { conversation: ConversationDetail; busy: boolean; onAsk: () => void }) {
  const { t } = useTranslation("inbox");
  if (conversation.ai === "answer" || conversation.reply || conversation.suggestion) return null;
  return (
    <Button size="small" tone="quiet" icon={Bell} busy={busy} onClick={onAsk} className="ms-auto">
      {t("ai.ask")}
    </Button>
  );
}

interface ComposerProps extends Omit<BoxContext, "limits"> {
  conversation: ConversationDetail;
}

/** What stands open in place of the box, or over the page. */
type Open = { what: "form"; start: Formed } | { what: "voice" } | { what: "template" } | null;

/** Files that fall on the thread, or are pasted into the box. */
function DropVeil({ over }: { over: boolean }) {
  const { t } = useTranslation("inbox");
  if (!over) return null;
  return (
    <div className="pointer-events-none absolute inset-2 z-20 grid animate-fade place-items-center rounded-2xl border-2 border-dashed border-brass-mark bg-brass-tint/95">
      <p className="flex flex-col items-center gap-3 font-serif text-xl font-medium text-brass">
        <Icon of={FileUp} size={32} />
        {t("files.drop")}
      </p>
    </div>
  );
}

interface WriteProps {
  box: Box;
  note: boolean;
  field: React.RefObject<HTMLTextAreaElement | null>;
  attach: ReactNode;
  onVoice: (() => void) | null;
}

/** The line to write in, with what can be attached before it and sent after it. */
function WriteLine({ box, note, field, attach, onVoice }: WriteProps) {
  const { t } = useTranslation("inbox");
  const files = !note && box.tray.items.length > 0;
  const placeholder = note ? t("compose.notePlaceholder") : files ? t("compose.caption") : t("compose.placeholder");
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") field.current?.blur();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    box.submit();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (note || files.length === 0) return;
    event.preventDefault();
    box.tray.add(files);
  };
  return (
    <div
      className={classes(
        "flex items-end gap-1 rounded-xl p-1.5 ring-1 ring-inset focus-within:ring-2",
        note ? "bg-note-tint ring-note/30 focus-within:ring-note" : "bg-paper ring-line-strong/60 focus-within:ring-brass-mark",
      )}
    >
      {attach}
      <textarea
        ref={field}
        dir="auto"
        rows={1}
        value={box.text}
        aria-label={placeholder}
        placeholder={placeholder}
        onChange={(event) => box.write(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        className={classes(
          "field-sizing-content placeholder-shown:overflow-hidden placeholder-shown:text-ellipsis placeholder-shown:whitespace-nowrap max-h-48 min-h-9 min-w-0 pointer-coarse:min-h-11 pointer-coarse:py-2.5 flex-1 resize-none bg-transparent px-2 py-1.5 text-base leading-snug focus:outline-none sm:text-[0.9375rem]",
          note && "text-note placeholder:text-note",
        )}
      />
      {onVoice && box.text.trim() === "" && !files && (
        <IconButton icon={Mic} label={t("voice.start")} onClick={onVoice} className="!size-9 max-sm:!size-11" />
      )}
      <IconButton
        icon={note ? Lock : Send}
        label={note ? t("compose.keepNote") : t("compose.send")}
        tone="primary"
        disabled={!box.maySubmit}
        onClick={box.submit}
        className="ms-1 !size-9 max-sm:!size-11 rtl:[&>svg]:-scale-x-100"
      />
    </div>
  );
}

function LinkSwitch({ box }: { box: Box }) {
  const { t } = useTranslation("inbox");
  if (!box.showsLinkSwitch) return null;
  return (
    <div className="flex items-center gap-2 text-sm text-ink-soft">
      <Switch checked={box.linkPreview} onChange={box.setLinkPreview} label={t("compose.linkPreview")} />
      <span aria-hidden>{t("compose.linkPreview")}</span>
    </div>
  );
}

/** Asks before a second answer, and shows what would be sent. */
function CollisionDialog({ box }: { box: Box }) {
  const { t } = useTranslation("inbox");
  const words = box.asking && "text" in box.asking.outgoing ? box.asking.outgoing.text : undefined;
  return (
    <ConfirmDialog
      open={box.asking !== null}
      onOpenChange={() => box.answer(false)}
      title={t("compose.collisionTitle")}
      description={t("compose.collisionBody")}
      confirmLabel={t("compose.sendAnyway")}
      cancelLabel={t("compose.readFirst")}
      dangerous={false}
      onConfirm={() => box.answer(true)}
    >
      {words && <blockquote className="border-s-2 border-line-strong ps-3 whitespace-pre-wrap text-ink-soft">{words}</blockquote>}
    </ConfirmDialog>
  );
}

/** Opens again what was taken back: files in the tray, everything made in its form. */
function useReopening(conversation: string, box: Box, open: (form: Formed) => void) {
  const handed = useHandedBack(conversation);
  useEffect(() => {
    if (!handed) return;
    takeBack(conversation);
    const { outgoing, media } = handed;
    if ("media_id" in outgoing && media) {
      box.tray.putBack(outgoing.kind, media);
      if ("text" in outgoing && outgoing.text) box.write(outgoing.text);
    } else if (formOf(outgoing)) open(outgoing as Formed);
    // Once per thing handed back; the box is of this moment.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [handed]);
}

export function Composer(props: ComposerProps) {
  const { conversation, quoted, onQuoteDone } = props;
  const { t } = useTranslation(["inbox", "common"]);
  const mayReply = useMay("reply");
  const mayNote = useMay("write_notes");
  const limits = useLimits();
  const [chosen, setTab] = useState<Tab>("reply");
  const tab = mayReply ? chosen : "note";
  const [open, setOpening] = useState<Open>(null);
  const root = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const box = useBox({ ...props, limits }, tab);
  const setOpen = (next: Open) => {
    if (next) box.begin();
    else box.leave();
    setOpening(next);
  };
  const asked = useAsked(conversation);
  const somebody = useSomebodyTypes(conversation);
  const now = useNow();
  const windowEnds = conversation.window_expires_at;
  const closed = !windowEnds || countdown(windowEnds, now).level === "closed";
  const note = tab === "note";
  const blocked = !note && closed;
  const over = useFileDrop(root, !note && !blocked && limits ? box.tray.add : null);
  useReopening(conversation.id, box, (start) => setOpen({ what: "form", start }));

  const go = (next: Tab) => {
    setTab(next);
    requestAnimationFrame(() => field.current?.focus());
  };
  useShortcut({ keys: "r", label: t("inbox:compose.reply"), group: t("inbox:keys.group"), run: () => go("reply") }, mayReply);
  useShortcut({ keys: "n", label: t("inbox:compose.note"), group: t("inbox:keys.group"), run: () => go("note") }, mayNote);
  if (!mayReply && !mayNote) return null;

  const close = () => setOpen(null);
  const templateBox = (asked: boolean) =>
    limits && (
      <TemplateBox
        open={asked}
        onOpen={() => setOpen({ what: "template" })}
        customer={contactName(conversation)}
        limits={limits}
        onSend={(outgoing) => box.sendMade(outgoing).then(close)}
      />
    );
  const picking = open?.what === "template";
  const speaking = open?.what === "voice" && !note && !blocked;
  return (
    <div ref={root} className="shrink-0 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)]">
      <DropVeil over={over} />
      {conversation.suggestion && !note && !closed && (
        <Suggestion
          conversation={conversation.id}
          suggestion={conversation.suggestion}
          onAccept={box.accept}
          onAgain={asked.ask}
          busy={asked.busy}
          onEdit={(answer) => {
            box.take(answer);
            go("reply");
          }}
        />
      )}
      {asked.none && !note && <NoDraftNotice none={asked.none} onDismiss={asked.dismiss} />}
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
          {!note && !blocked && <AskButton conversation={conversation} busy={asked.busy} onAsk={asked.ask} />}
          {somebody && <p className="ms-auto truncate ps-2 text-sm text-brass italic">{t("inbox:row.typing", { name: somebody })}</p>}
        </div>
        {quoted && !note && <QuotedLine quoted={quoted} onDone={onQuoteDone} />}
        {!note && windowEnds && <WindowNotice ends={windowEnds} brief={picking} />}
        {blocked && !windowEnds && <WindowNotice ends={null} brief={picking} />}
        {blocked && <Suspense fallback={<Skeleton className="h-10 w-52" />}>{templateBox(picking)}</Suspense>}
        {!note && !blocked && <TrayList tray={box.tray} />}
        {speaking && limits && (
          <Suspense fallback={<Skeleton className="h-14" />}>
            <Recorder
              limits={limits}
              onCancel={close}
              onSend={(media) => {
                // Sent before it is closed: closing ends the writing, and with it what was on screen when it began.
                if (media.id)
                  void box
                    .sendMade({ kind: "audio", media_id: media.id, voice: true }, media)
                    .catch(() => box.tray.putBack("audio", media));
                close();
              }}
            />
          </Suspense>
        )}
        {!blocked && !speaking && (
          <WriteLine
            box={box}
            note={note}
            field={field}
            onVoice={!note && limits ? () => setOpen({ what: "voice" }) : null}
            attach={
              !note &&
              limits && (
                <AttachMenu
                  limits={limits}
                  onFiles={box.tray.add}
                  onForm={(form) => setOpen({ what: "form", start: emptyOf(form, box.text) })}
                  onTemplate={() => setOpen({ what: "template" })}
                />
              )
            }
          />
        )}
        {!note && !blocked && !speaking && <LinkSwitch box={box} />}
        {!blocked && !speaking && <Foot note={note} left={box.left} />}
      </div>
      <CollisionDialog box={box} />
      {open?.what === "form" && limits && (
        <Suspense>
          <FormDialog
            start={open.start}
            limits={limits}
            onClose={close}
            onSend={async (outgoing) => {
              await box.sendMade(outgoing);
              if ("text" in outgoing && outgoing.text === box.text.trim()) box.write("");
            }}
          />
        </Suspense>
      )}
      <Dialog open={picking && !blocked} onOpenChange={close} title={t("inbox:attach.template")} closeLabel={t("common:close")} wide>
        <Suspense fallback={<Skeleton className="h-24" />}>{templateBox(true)}</Suspense>
      </Dialog>
    </div>
  );
}
