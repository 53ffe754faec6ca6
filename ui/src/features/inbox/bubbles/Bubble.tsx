// One message: customer on paper at the start, the shop at the end, the assistant in brass, people in ink, notes apart.
import { useTranslation } from "react-i18next";
import { mediaOf } from "@/api/messageTypes";
import type { Message } from "@/api/types";
import { useKindName } from "@/features/messages/kinds";
import { MessageBody } from "@/features/messages/MessageBody";
import { classes } from "@/lib/classes";
import { clockTime, exactTime } from "@/lib/dates";
import { Judge } from "../ai/Judge";
import { WhyButton } from "../ai/WhyButton";
import { BubbleMenu } from "./BubbleMenu";
import { Quoted } from "./Quoted";
import { RawDetails } from "./RawDetails";
import { Reactions } from "./Reactions";
import { Sources } from "./Sources";
import { Ticks } from "./Ticks";
import { Trouble } from "./Trouble";

export type Look = "customer" | "ai" | "person" | "system" | "note";

const looks: Record<Look, string> = {
  customer: "bg-surface ring-1 ring-line",
  ai: "bg-brass-tint ring-1 ring-brass-line",
  person: "bg-ink text-on-ink",
  system: "bg-sunken ring-1 ring-line",
  note: "bg-note-tint text-note ring-1 ring-note/25",
};

export function lookOf(message: Message): Look {
  return message.kind === "note" ? "note" : message.author;
}

interface BubbleProps {
  message: Message;
  conversation: string;
  /** Marked because a search led here. */
  pointedAt: boolean;
  onQuote?: (message: Message) => void;
}

/** A sticker stands on the paper itself. */
const isBare = (message: Message) => message.kind === "sticker" && !message.revoked && Boolean(mediaOf(message)?.id);

function Foot({ message, look, conversation }: { message: Message; look: Look; conversation: string }) {
  const { t, i18n } = useTranslation("inbox");
  const ours = message.direction === "out";
  const tone = isBare(message)
    ? "text-ink-faint"
    : look === "person"
      ? "text-on-ink/80"
      : look === "note"
        ? "text-note"
        : "text-ink-faint dark:text-ink-soft";
  return (
    <footer className={classes("mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs", tone, ours && "justify-end")}>
      {message.sources.length > 0 && <Sources sources={message.sources} />}
      {message.author === "ai" && message.run_id && <WhyButton run={message.run_id} />}
      {message.author === "ai" && message.run_id && <Judge run={message.run_id} conversation={conversation} at="answer" />}
      {message.edited && <span>{t("bubble.edited")}</span>}
      <span
        className={classes(
          "inline-flex items-center gap-1",
          look === "person" && !isBare(message) && "[&_.text-brass]:text-brass-mark [&_.text-bad]:text-on-ink [&_.text-warn]:text-on-ink",
        )}
      >
        <time dateTime={message.at}>{clockTime(message.at, i18n.language)}</time>
        <Ticks state={look === "note" ? null : message.state} />
      </span>
    </footer>
  );
}

export function Bubble({ message, conversation, pointedAt, onQuote }: BubbleProps) {
  const { i18n } = useTranslation();
  const kindName = useKindName();
  const look = lookOf(message);
  const ours = message.direction === "out";
  const sent = look !== "note" && look !== "system" && !message.id.startsWith("pending-");
  return (
    <div id={`message-${message.id}`} className={classes("group/bubble flex w-full flex-col", ours ? "items-end" : "items-start")}>
      <div className={classes("flex max-w-full items-center gap-1", ours && "flex-row-reverse")}>
        <article
          aria-label={kindName(message.kind)}
          title={exactTime(message.at, i18n.language)}
          className={classes(
            "max-w-[min(34rem,85vw)] min-w-0 rounded-2xl",
            isBare(message) ? "px-1 py-0.5" : classes("px-3.5 py-2.5", looks[look]),
            ours ? "rounded-ee-md" : "rounded-es-md",
            pointedAt && "outline-2 outline-offset-2 outline-brass-mark",
          )}
        >
          {message.quoted && <Quoted quoted={message.quoted} />}
          <MessageBody message={{ ...message, media: mediaOf(message) }} raw={<RawDetails id={message.id} />} />
          <Foot message={message} look={look} conversation={conversation} />
        </article>
        {sent && <BubbleMenu message={message} conversation={conversation} onQuote={onQuote} />}
      </div>
      <Reactions message={message} conversation={conversation} mayReact={onQuote !== undefined} />
      {ours && (
        <div className="mt-1.5 empty:hidden">
          <Trouble message={message} conversation={conversation} />
        </div>
      )}
    </div>
  );
}
