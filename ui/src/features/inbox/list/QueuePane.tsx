// The queues with their counts: a column on wide screens, a menu on narrow ones.
import { Link, useNavigate } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import {
  Bell,
  CheckCheck,
  ChevronDown,
  Clock,
  Hand,
  Layers,
  MoonStar,
  Search,
  Smartphone,
  UserRound,
  UserRoundX,
  type LucideIcon,
} from "lucide-react";
import { countsQuery } from "@/api/counts";
import { QUEUES } from "@/api/queues";
import type { Counts, Queue } from "@/api/types";
import { classes } from "@/lib/classes";
import { formatCount } from "@/lib/numbers";
import { DropdownMenu, MenuItem } from "@/ui/DropdownMenu";
import { Icon } from "@/ui/Icon";
import { useInboxPlace } from "../place";

export const QUEUE_ICONS: Record<Queue, LucideIcon> = {
  needs_person: Hand,
  ai: Bell,
  waiting: Clock,
  unassigned: UserRoundX,
  mine: UserRound,
  snoozed: MoonStar,
  done: CheckCheck,
  practice: Smartphone,
  all: Layers,
};

function countOf(counts: Counts | undefined, queue: Queue): number | null {
  return queue === "all" ? null : (counts?.[queue] ?? null);
}

function QueueCount({ queue, urgent }: { queue: Queue; urgent: boolean }) {
  const { i18n } = useTranslation();
  const count = countOf(useQuery(countsQuery).data, queue);
  if (count === null || count === 0) return null;
  return (
    <span
      className={classes("text-sm", urgent ? "rounded-full bg-brass px-1.5 text-xs leading-5 font-semibold text-on-ink" : "text-ink-faint")}
    >
      {formatCount(count, i18n.language)}
    </span>
  );
}

/** The practice phone's list is there once somebody has practised. */
function useQueues(current: Queue | null): readonly Queue[] {
  const practised = (useQuery(countsQuery).data?.practice ?? 0) > 0;
  return QUEUES.filter((queue) => queue !== "practice" || practised || current === "practice");
}

/** The column. */
export function QueuePane() {
  const { t } = useTranslation("inbox");
  const { queue: current } = useInboxPlace();
  const queues = useQueues(current);
  return (
    <nav
      aria-label={t("queues.label")}
      className="hidden w-60 shrink-0 flex-col gap-0.5 overflow-y-auto border-e border-line bg-paper px-3 py-5 xl:flex [html:has([data-customer-panel])_&]:max-2xl:hidden"
    >
      <h2 className="mb-3 px-2.5 font-serif text-2xl font-medium">{t("title")}</h2>
      {queues.map((queue) => (
        <Link
          key={queue}
          to="/inbox/$queue"
          params={{ queue }}
          search={{}}
          aria-current={queue === current ? "page" : undefined}
          className="flex h-9 items-center gap-2.5 pointer-coarse:h-11 rounded-lg px-2.5 text-ink-soft transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-brass-tint aria-[current=page]:font-medium aria-[current=page]:text-ink dark:hover:bg-raised"
        >
          <Icon of={QUEUE_ICONS[queue]} size={17} className={queue === current ? "text-brass" : "text-ink-faint"} />
          <span className="min-w-0 flex-1 truncate">{t(`queues.${queue}`)}</span>
          <QueueCount queue={queue} urgent={queue === "needs_person"} />
        </Link>
      ))}
      <hr className="mt-3 mb-2 border-line" />
      <Link
        to="/inbox/search"
        search={{}}
        className="flex h-9 items-center gap-2.5 pointer-coarse:h-11 rounded-lg px-2.5 text-ink-soft transition-colors hover:bg-sunken hover:text-ink dark:hover:bg-raised"
      >
        <Icon of={Search} size={17} className="text-ink-faint" />
        {t("search.open")}
      </Link>
    </nav>
  );
}

/** The menu. */
export function QueueMenu() {
  const { t } = useTranslation("inbox");
  const { queue: current } = useInboxPlace();
  const navigate = useNavigate();
  const shown = current ?? "all";
  const queues = useQueues(current);
  return (
    <DropdownMenu
      align="start"
      trigger={
        <button type="button" className="-ms-2 flex h-11 min-w-0 items-center gap-2 rounded-lg px-2 hover:bg-sunken dark:hover:bg-raised">
          <span className="truncate font-serif text-xl font-medium">{t(`queues.${shown}`)}</span>
          <QueueCount queue={shown} urgent={shown === "needs_person"} />
          <Icon of={ChevronDown} size={18} className="text-ink-faint" />
          <span className="sr-only">{t("queues.choose")}</span>
        </button>
      }
    >
      {queues.map((queue) => (
        <MenuItem
          key={queue}
          icon={QUEUE_ICONS[queue]}
          aside={<QueueCount queue={queue} urgent={queue === "needs_person"} />}
          onSelect={() => void navigate({ to: "/inbox/$queue", params: { queue }, search: {} })}
        >
          <span className={queue === shown ? "font-semibold" : ""}>{t(`queues.${queue}`)}</span>
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}
