// One conversation in the list: who, what was said last and by whom, when, and what needs attention.
import { memo } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Bell, Hand } from "lucide-react";
import { contactName } from "@/api/contactName";
import type { Conversation, Queue } from "@/api/types";
import { classes } from "@/lib/classes";
import { exactTime, shortTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Avatar } from "@/ui/Avatar";
import { Badge } from "@/ui/Badge";
import { Icon } from "@/ui/Icon";
import type { InboxSearch } from "../place";
import { useKindName } from "@/features/messages/kinds";
import { useSomebodyTypes } from "../somebodyTypes";
import { useReasonWords } from "../words";
import { LabelChip } from "./LabelChip";
import { WindowBadge } from "./WindowBadge";

/** What a row tells: of whoever waits for a person their own last words, else what was said last, or did not arrive. */
function told({ last_heard: heard, last_message: last }: Conversation) {
  return last?.state === "failed" || last?.state === "unsure" ? last : (heard ?? last);
}

export function Preview({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("inbox");
  const kindName = useKindName();
  const last = told(conversation);
  const somebody = useSomebodyTypes(conversation);
  if (somebody) return <span className="text-brass italic">{t("row.typing", { name: somebody })}</span>;
  if (!last) return <>{t("row.nothing")}</>;
  const speakers = { customer: null, ai: t("row.ai"), person: t("row.us"), system: t("authors.system") };
  const speaker = speakers[last.author];
  const said = last.text?.trim() || kindName(last.kind);
  return (
    <span className="flex gap-1">
      {last.state === "failed" && <span className="shrink-0 font-medium text-bad">{t("row.failed")}</span>}
      {last.state === "unsure" && <span className="shrink-0 font-medium text-warn">{t("row.unsure")}</span>}
      {speaker && <span className="shrink-0 text-ink-faint">{speaker}:</span>}
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {said}
      </span>
    </span>
  );
}

/** Why a conversation stands above others that wait: the strongest reason alone, so that a narrow row can say it. */
export function Presses({ needs }: { needs: NonNullable<Conversation["needs_person"]> }) {
  const { t } = useTranslation("inbox");
  const why = needs.urgent ? "urgent" : needs.angry ? "angry" : needs.escalated_at ? "overdue" : null;
  if (!why) return null;
  return (
    <Badge tone={why === "overdue" ? "warn" : "bad"} className="!h-5 !px-1.5 !text-xs">
      {t(`row.${why}`)}
    </Badge>
  );
}

function Marks({ conversation, current }: { conversation: Conversation; current: boolean }) {
  const { t } = useTranslation("inbox");
  const reasonWords = useReasonWords();
  const { needs_person: needs, practice, labels, assignee } = conversation;
  const small = "!h-5 !px-1.5 !text-xs";
  return (
    <span className="flex min-w-0 flex-nowrap items-center gap-1.5 overflow-hidden">
      {needs && <Presses needs={needs} />}
      {needs && (
        <Badge tone="brass" className={classes(small, "min-w-0 !shrink", current && "!bg-surface")}>
          <Icon of={Hand} size={12} />
          <span className="truncate">{reasonWords(needs.reason)}</span>
        </Badge>
      )}
      <WindowBadge expires={conversation.window_expires_at} />
      {practice && <Badge className={small}>{t("row.practice")}</Badge>}
      {labels.map((label) => (
        <LabelChip key={label.id} name={label.name} color={label.color} />
      ))}
      {assignee && !needs && <span className="truncate text-xs text-ink-faint">{assignee.name}</span>}
    </span>
  );
}

interface RowProps {
  conversation: Conversation;
  queue: Queue;
  search: InboxSearch;
  current: boolean;
}

export const ConversationRow = memo(function ConversationRow({ conversation, queue, search, current }: RowProps) {
  const { t, i18n } = useTranslation("inbox");
  const now = useNow();
  const name = contactName(conversation);
  const at = told(conversation)?.at;
  const unread = conversation.unread > 0;
  return (
    <Link
      to="/inbox/$queue/$conversationId"
      params={{ queue, conversationId: conversation.id }}
      search={search}
      preload={false}
      aria-current={current ? "page" : undefined}
      className={classes(
        "relative flex h-full gap-3 px-4 py-3 outline-offset-[-2px] transition-colors hover:bg-sunken dark:hover:bg-raised",
        current && "bg-brass-tint hover:bg-brass-tint dark:hover:bg-brass-tint",
      )}
    >
      {current && <span aria-hidden className="absolute inset-y-2 start-0 w-[3px] rounded-e-full bg-brass-mark" />}
      <span className="relative mt-0.5 self-start">
        <Avatar name={name} />
        {conversation.ai === "answer" && (
          <span
            title={t("row.aiAnswers")}
            className="absolute -end-1 -bottom-1 grid size-[1.125rem] place-items-center rounded-full bg-surface text-brass ring-1 ring-line"
          >
            <Icon of={Bell} size={10} />
            <span className="sr-only">{t("row.aiAnswers")}</span>
          </span>
        )}
      </span>
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline gap-2">
          <span className={classes("min-w-0 flex-1 truncate", unread ? "font-semibold" : "font-medium")}>
            <bdi>{name}</bdi>
          </span>
          {at && (
            <time
              dateTime={at}
              title={exactTime(at, i18n.language)}
              className={classes("shrink-0 text-xs", unread ? "font-semibold text-brass" : "text-ink-faint")}
            >
              {shortTime(at, i18n.language, now)}
            </time>
          )}
        </span>
        <span className="flex items-center gap-2">
          <span className={classes("min-w-0 flex-1 truncate text-sm", unread ? "text-ink" : "text-ink-soft")}>
            <Preview conversation={conversation} />
          </span>
          {unread && (
            <span className="size-2.5 shrink-0 rounded-full bg-brass-mark">
              <span className="sr-only">{t("row.unread", { count: conversation.unread })}</span>
            </span>
          )}
        </span>
        <span className="mt-1 h-5">
          <Marks conversation={conversation} current={current} />
        </span>
      </span>
    </Link>
  );
});
