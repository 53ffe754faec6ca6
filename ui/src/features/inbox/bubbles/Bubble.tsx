// One message: customer on paper at the start, the shop at the end, the assistant in brass, people in ink, notes apart.
import { useTranslation } from "react-i18next";
import { CornerUpLeft, Quote } from "lucide-react";
import type { Message } from "@/api/types";
import { classes } from "@/lib/classes";
import { clockTime, exactTime } from "@/lib/dates";
import { IconButton } from "@/ui/Button";
import { useKindName } from "../words";
import { WhyButton } from "../ai/WhyButton";
import { Body } from "./Body";
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

function Quoted({ quoted }: { quoted: NonNullable<Message["quoted"]> }) {
  const { t } = useTranslation("inbox");
  const show = () => document.getElementById(`message-${quoted.id}`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  const author = quoted.author ? t(`authors.${quoted.author}`) : null;
  const inside = (
    <>
      {author && <span className="block text-xs font-semibold opacity-80">{author}</span>}
      <span dir="auto" className="line-clamp-2 text-sm opacity-80">
        {quoted.text || t("body.quotedGone")}
      </span>
    </>
  );
  const look = "mb-2 block w-full border-s-2 border-current/40 ps-2.5 text-start";
  if (!quoted.id) return <div className={look}>{inside}</div>;
  return (
    <button type="button" onClick={show} className={look}>
      {inside}
    </button>
  );
}

function Reactions({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  if (!message.reactions?.length) return null;
  return (
    <ul className="-mt-2.5 flex gap-1 px-2">
      {message.reactions.map((reaction, index) => (
        <li key={index} title={t(`authors.${reaction.author}`)} className="grid h-6 min-w-7 place-items-center rounded-full bg-surface px-1.5 text-sm ring-1 ring-line dark:bg-raised">
          {reaction.emoji}
          <span className="sr-only"> {t(`authors.${reaction.author}`)}</span>
        </li>
      ))}
    </ul>
  );
}

interface BubbleProps {
  message: Message;
  conversation: string;
  /** Marked because a search led here. */
  pointedAt: boolean;
  onQuote?: (message: Message) => void;
}

export function Bubble({ message, conversation, pointedAt, onQuote }: BubbleProps) {
  const { t, i18n } = useTranslation("inbox");
  const kindName = useKindName();
  const look = lookOf(message);
  const ours = message.direction === "out";
  const mayQuote = onQuote && look !== "note" && look !== "system" && !message.id.startsWith("pending-");
  return (
    <div id={`message-${message.id}`} className={classes("group/bubble flex w-full flex-col", ours ? "items-end" : "items-start")}>
      <div className={classes("flex max-w-full items-center gap-1", ours && "flex-row-reverse")}>
        <article
          aria-label={kindName(message.kind)}
          title={exactTime(message.at, i18n.language)}
          className={classes("max-w-[min(34rem,85vw)] min-w-0 rounded-2xl px-3.5 py-2.5", looks[look], ours ? "rounded-ee-md" : "rounded-es-md", pointedAt && "outline-2 outline-offset-2 outline-brass-mark")}
        >
          {message.quoted && <Quoted quoted={message.quoted} />}
          <Body message={message} />
          <footer className={classes("mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs", look === "person" ? "text-on-ink/80" : look === "note" ? "text-note" : "text-ink-faint dark:text-ink-soft", ours && "justify-end")}>
            {message.sources.length > 0 && <Sources sources={message.sources} />}
            {message.author === "ai" && message.run_id && <WhyButton run={message.run_id} />}
            {message.edited && <span>{t("body.edited")}</span>}
            <span className={classes("inline-flex items-center gap-1", look === "person" && "[&_.text-brass]:text-brass-mark [&_.text-bad]:text-on-ink [&_.text-warn]:text-on-ink")}>
              <time dateTime={message.at}>{clockTime(message.at, i18n.language)}</time>
              <Ticks state={look === "note" ? null : message.state} />
            </span>
          </footer>
        </article>
        {mayQuote && (
          <IconButton
            icon={ours ? Quote : CornerUpLeft}
            label={t("body.quote")}
            size="small"
            onClick={() => onQuote(message)}
            className="opacity-0 group-hover/bubble:opacity-100 focus-visible:opacity-100 [@media(hover:none)]:hidden"
          />
        )}
      </div>
      <Reactions message={message} />
      {ours && (
        <div className="mt-1.5 empty:hidden">
          <Trouble message={message} conversation={conversation} />
        </div>
      )}
    </div>
  );
}
