// The conversations behind a number, each a way into its thread.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CountedTurn } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { Sheet } from "@/ui/Dialog";
import { PagedList } from "../common/PagedList";
import { Time } from "../common/Time";
import { duration } from "./figures";
import { countedQuery, type Pressed } from "./queries";

function Turn({ turn, figure }: { turn: CountedTurn; figure: Pressed["figure"] }) {
  const { t, i18n } = useTranslation("quality");
  const timed = figure === "first_answer" || figure === "resolution";
  return (
    <li>
      <Link
        to="/inbox/$queue/$conversationId"
        params={{ queue: "all", conversationId: turn.conversation_id }}
        search={{ message: turn.message_id }}
        className="block px-1 py-3 hover:bg-sunken dark:hover:bg-line"
      >
        <span className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
          <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{turn.customer}</bdi>
          <span className="text-sm text-ink-faint">
            <Time at={turn.at} />
          </span>
        </span>
        <span dir="auto" className="mt-0.5 line-clamp-3 block text-ink-soft [overflow-wrap:anywhere]">
          {turn.question ?? t("counted.noWords")}
        </span>
        <span className="mt-1.5 flex flex-wrap gap-2 empty:hidden">
          {turn.outcome !== figure && <Badge>{t(`outcomes.${turn.outcome}`)}</Badge>}
          {timed && turn.took_ms != null && <Badge tone="brass">{duration(turn.took_ms, i18n.language)}</Badge>}
        </span>
      </Link>
    </li>
  );
}

export function Counted({ days, pressed, of, onClose }: { days: number; pressed: Pressed; of?: string; onClose: () => void }) {
  const { t } = useTranslation(["quality", "common"]);
  const turns = useInfiniteQuery(countedQuery(days, pressed));
  return (
    <Sheet
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`quality:figures.${pressed.figure}`)}
      description={of ? <bdi>{of}</bdi> : t("quality:span", { count: days })}
      closeLabel={t("common:close")}
    >
      <PagedList
        query={turns}
        framed={false}
        label={t(`quality:figures.${pressed.figure}`)}
        empty={<p className="py-8 text-center text-ink-soft">{t("quality:counted.none")}</p>}
      >
        {(turn) => <Turn key={`${turn.message_id}-${turn.run_id ?? ""}`} turn={turn} figure={pressed.figure} />}
      </PagedList>
    </Sheet>
  );
}
