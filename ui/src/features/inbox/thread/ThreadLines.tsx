// The scrolling part of a thread. It grows upwards, so the scroller hangs from its foot: older lines never push the reader away.
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ArrowDown } from "lucide-react";
import { contactName } from "@/api/contactName";
import { useMay } from "@/api/me";
import type { ConversationDetail, Message } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { SummaryCard } from "@/features/memory/SummaryCard";
import { Gallery } from "@/features/messages/media/gallery";
import { countdown, dayLine } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { SkeletonRows } from "@/ui/Skeleton";
import { HandOffCard } from "../ai/HandOffCard";
import { LiveReply } from "../ai/LiveReply";
import { EventLine } from "../bubbles/EventLine";
import { RunGroup } from "../bubbles/RunGroup";
import { useInboxSteps } from "../place";
import { daysOf, type Line } from "./lines";
import type { ThreadState } from "./useThread";

/** Closer to the foot than this, the reader follows, in CSS pixels. */
const FOLLOWS = 80;

function DayLine({ at }: { at: string }) {
  const { i18n } = useTranslation();
  const now = useNow();
  return (
    <h3 className="mx-auto mt-2 rounded-full bg-surface px-3 py-1 text-xs font-medium text-ink-faint ring-1 ring-line first-letter:uppercase">
      {dayLine(at, i18n.language, now)}
    </h3>
  );
}

function NewLine() {
  const { t } = useTranslation("inbox");
  return (
    <p className="flex items-center gap-3 text-xs font-semibold text-brass">
      <span className="h-px flex-1 bg-brass-mark" />
      {t("thread.new")}
      <span className="h-px flex-1 bg-brass-mark" />
    </p>
  );
}

interface LineViewProps {
  line: Line;
  conversation: ConversationDetail;
  pointedAt: string | undefined;
  onQuote?: (message: Message) => void;
}

function LineView({ line, conversation, pointedAt, onQuote }: LineViewProps) {
  switch (line.type) {
    case "day":
      return <DayLine at={line.at} />;
    case "new":
      return <NewLine />;
    case "event":
      return <EventLine message={line.message} conversation={conversation.id} />;
    case "run":
      return (
        <RunGroup run={line} conversation={conversation.id} customer={contactName(conversation)} pointedAt={pointedAt} onQuote={onQuote} />
      );
  }
}

/** Whether the reader stands at the foot, and what arrived below while not. */
function useFoot(newest: string | undefined) {
  const scroller = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const [seen, setSeen] = useState(newest);
  if (!away && seen !== newest) setSeen(newest);
  return {
    scroller,
    away,
    hasNew: away && seen !== newest,
    onScroll: () => setAway(Math.abs(scroller.current?.scrollTop ?? 0) > FOLLOWS),
    toFoot: () => scroller.current?.scrollTo({ top: 0 }),
  };
}

/** Fetches older lines when the upper end comes near. */
function useTop(enabled: boolean, onTop: () => void) {
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const node = mark.current;
    if (!enabled || !node) return undefined;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && onTop(), {
      root: node.closest("[data-thread]"),
      rootMargin: "600px 0px 0px",
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, [enabled, onTop]);
  return mark;
}

export function ThreadLines({
  conversation,
  thread,
  onQuote,
}: {
  conversation: ConversationDetail;
  thread: ThreadState;
  onQuote: (message: Message) => void;
}) {
  const { t } = useTranslation(["inbox", "common"]);
  const { query, lines, hasOlder, older, around } = thread;
  const { toLatest } = useInboxSteps();
  const now = useNow();
  const open = conversation.window_expires_at ? countdown(conversation.window_expires_at, now).level !== "closed" : false;
  const mayAnswer = useMay("reply") && open;
  const { scroller, away, hasNew, onScroll, toFoot } = useFoot(thread.newest?.id);
  const top = useTop(hasOlder, older);
  const loaded = query.data !== undefined;
  useEffect(() => {
    if (loaded && around) document.getElementById(`message-${around}`)?.scrollIntoView({ block: "center" });
  }, [loaded, around]);
  if (query.isError && !query.data) {
    return (
      <div className="flex-1 p-4">
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  return (
    <div className="relative min-h-0 flex-1 bg-paper">
      {/* A long scroller must be reachable by keyboard. */}
      <div
        ref={scroller}
        data-thread=""
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="log"
        aria-label={t("inbox:thread.messages")}
        onScroll={onScroll}
        className="flex h-full flex-col-reverse overflow-y-auto overscroll-contain outline-offset-[-2px]"
      >
        <div className="mx-auto flex w-full max-w-4xl flex-col gap-3.5 px-3 py-4 sm:px-6">
          <div ref={top} />
          {!query.data && <SkeletonRows rows={5} label={t("common:loading")} />}
          <Gallery value={thread.pictures}>
            {daysOf(lines).map((day) => (
              <div key={day[0]?.key} className="flex flex-col gap-3.5">
                {day.map((line) => (
                  <LineView
                    key={line.key}
                    line={line}
                    conversation={conversation}
                    pointedAt={around}
                    onQuote={mayAnswer ? onQuote : undefined}
                  />
                ))}
              </div>
            ))}
          </Gallery>
          <SummaryCard conversation={conversation.id} />
          {/* An answer on its way stands at the foot, with its undo. */}
          {!thread.isAnswering && <HandOffCard conversation={conversation} />}
          {conversation.reply && <LiveReply conversation={conversation.id} reply={conversation.reply} />}
        </div>
      </div>
      {(away || around) && (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <Button
            size="small"
            tone={hasNew ? "primary" : "plain"}
            className="pointer-events-auto shadow-float"
            onClick={() => (around ? toLatest(conversation.id) : toFoot())}
          >
            <span className="flex items-center gap-1.5">
              <Icon of={ArrowDown} size={15} />
              {hasNew ? t("inbox:thread.newBelow") : t("inbox:thread.latest")}
            </span>
          </Button>
        </div>
      )}
    </div>
  );
}
