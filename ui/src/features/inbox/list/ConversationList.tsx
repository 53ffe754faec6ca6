// The conversations of a queue. Draws only the rows in sight, so a hundred thousand scroll like ten.
import { useEffect, useMemo, useRef, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslation } from "react-i18next";
import { ArrowUp } from "lucide-react";
import { hasMore, rowsOf } from "@/api/blocks";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { useShortcut } from "@/lib/shortcuts";
import { Icon } from "@/ui/Icon";
import { Skeleton } from "@/ui/Skeleton";
import { useInboxPlace, useInboxSteps } from "../place";
import { conversationsQuery, useMoreConversations } from "../queries";
import { ConversationRow } from "./ConversationRow";
import { EmptyQueue } from "./EmptyQueue";
import { holdStill } from "./holdStill";

/** The height of a row in CSS pixels; ConversationRow is drawn for it. */
const ROW = 92;
/** Rows before the end at which more are fetched. */
const AHEAD = 20;
/** Scrolled further than this, somebody reads, in CSS pixels. */
const READING = 40;

/** Freezes the order while somebody reads: scrolled down, or with the pointer over a row. */
function useStillRows() {
  const { filters } = useInboxPlace();
  const query = useQuery(conversationsQuery(filters));
  const live = useMemo(() => rowsOf(query.data), [query.data]);
  const [held, setHeld] = useState<string[] | null>(null);
  const { rows, waiting } = useMemo(() => holdStill(held, live), [held, live]);
  return {
    query,
    rows,
    waiting,
    hold: () => setHeld((now) => now ?? live.map((row) => row.id)),
    release: () => setHeld(null),
  };
}

function NewPill({ waiting, onShow }: { waiting: number; onShow: () => void }) {
  const { t } = useTranslation("inbox");
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-2 z-10 flex justify-center">
      {waiting > 0 && (
        <button
          type="button"
          onClick={onShow}
          className="pointer-events-auto inline-flex h-9 animate-rise pointer-coarse:h-11 items-center gap-1.5 rounded-full bg-ink px-4 text-sm font-medium text-on-ink shadow-float hover:bg-ink-hover"
        >
          <Icon of={ArrowUp} size={15} />
          {t("list.waiting", { count: waiting })}
        </button>
      )}
    </div>
  );
}

/** J and K go through the list, whatever has the focus. */
function useSteps(ids: readonly string[], scrollTo: (index: number) => void) {
  const { t } = useTranslation("inbox");
  const { conversation } = useInboxPlace();
  const { open } = useInboxSteps();
  const step = (by: 1 | -1) => {
    const at = conversation ? ids.indexOf(conversation) : -1;
    const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), ids.length - 1);
    const id = ids[next];
    if (!id || id === conversation) return;
    scrollTo(next);
    open(id);
  };
  useShortcut({ keys: "j", label: t("keys.next"), group: t("keys.group"), run: () => step(1) });
  useShortcut({ keys: "k", label: t("keys.previous"), group: t("keys.group"), run: () => step(-1) });
}

export function ConversationList() {
  const { t } = useTranslation(["inbox", "common"]);
  const { filters, queue, conversation } = useInboxPlace();
  const { kept } = useInboxSteps();
  const { query, rows, waiting, hold, release } = useStillRows();
  const more = useMoreConversations(filters);
  const scroller = useRef<HTMLDivElement>(null);
  const [hovering, setHovering] = useState(false);
  // The compiler leaves this component alone: the virtualizer hands out functions that change their answer.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const ids = useMemo(() => rows.map((row) => row.id), [rows]);
  useSteps(ids, (index) => virtual.scrollToIndex(index, { align: "auto" }));

  const items = virtual.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  const wantsMore = hasMore(query.data) && lastSeen > rows.length - AHEAD;
  useEffect(() => {
    if (wantsMore) void more();
  }, [wantsMore, more, rows.length]);

  const reading = () => (scroller.current?.scrollTop ?? 0) > READING;
  const onScroll = () => {
    if (reading()) hold();
    else if (!hovering) release();
  };
  const showNew = () => {
    release();
    scroller.current?.scrollTo({ top: 0 });
  };

  if (query.isError && !query.data) {
    return (
      <div className="p-4">
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (!query.data) {
    return (
      <div role="status" aria-label={t("common:loading")} className="overflow-hidden">
        {Array.from({ length: 9 }, (_, row) => (
          <div key={row} className="flex gap-3 border-b border-line/70 px-4 py-3" style={{ height: ROW }}>
            <Skeleton className="mt-0.5 size-9 shrink-0 rounded-full" />
            <div className="flex flex-1 flex-col gap-2.5 pt-1">
              <Skeleton className={row % 2 ? "h-3.5 w-2/5" : "h-3.5 w-1/2"} />
              <Skeleton className={row % 2 ? "h-3 w-4/5" : "h-3 w-3/5"} />
              <Skeleton className="h-3.5 w-24" />
            </div>
          </div>
        ))}
      </div>
    );
  }
  if (rows.length === 0) return <EmptyQueue filters={filters} />;
  return (
    <div
      className="relative min-h-0 flex-1"
      onPointerEnter={(event) => {
        if (event.pointerType !== "mouse") return;
        setHovering(true);
        hold();
      }}
      onPointerLeave={() => {
        setHovering(false);
        if (!reading()) release();
      }}
    >
      <NewPill waiting={waiting} onShow={showNew} />
      <div ref={scroller} onScroll={onScroll} className="h-full overflow-y-auto overscroll-contain">
        <ul aria-label={t("inbox:list.label")} className="relative w-full" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <li
                key={item.key}
                aria-setsize={hasMore(query.data) ? -1 : rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0 border-b border-line/70"
                style={{ height: ROW, transform: `translateY(${item.start}px)` }}
              >
                <ConversationRow conversation={row} queue={queue ?? "all"} search={kept} current={row.id === conversation} />
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
