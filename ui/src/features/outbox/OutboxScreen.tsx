// What has not left yet or did not arrive: who it is for, why it waits, and what can be done about it.
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { CircleCheck, Clock, HelpCircle, Send, TriangleAlert, type LucideIcon } from "lucide-react";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { OutboxMessage, SendingError } from "@/api/types";
import { useMay } from "@/api/me";
import { isAppLanguage, type AppLanguage } from "@/lib/i18n";
import { classes } from "@/lib/classes";
import { exactTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Icon } from "@/ui/Icon";
import { loneLink } from "@/ui/TextLink";
import { PagedList } from "../common/PagedList";
import { pagedQuery } from "../common/pages";
import { Time } from "../common/Time";
import { useToastError } from "../common/notify";
import { useSendingErrors } from "../common/sendingErrors";
import { SectionPage } from "../whatsapp/SectionPage";

const outboxQuery = (language: AppLanguage) =>
  pagedQuery<OutboxMessage>(key("outbox", language), (cursor) =>
    dataOf(api.GET("/api/v1/whatsapp/outbox", { params: { query: { cursor, language } } })),
  );

const looks: Record<OutboxMessage["state"], { icon: LucideIcon; look: string; tone: Tone }> = {
  queued: { icon: Clock, look: "bg-note-tint text-note", tone: "note" },
  sending: { icon: Send, look: "bg-brass-tint text-brass", tone: "brass" },
  unsure: { icon: HelpCircle, look: "bg-warn-tint text-warn", tone: "warn" },
  failed: { icon: TriangleAlert, look: "bg-bad-tint text-bad", tone: "bad" },
};

type Deed = "retry" | "arrived" | "lost" | "cancel";

function useDeed(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (deed: Deed) => {
      const params = { path: { id } };
      switch (deed) {
        case "retry":
          return void (await api.POST("/api/v1/messages/{id}/retry", { params }));
        case "arrived":
        case "lost":
          return void (await api.POST("/api/v1/messages/{id}/settle", { params, body: { delivered: deed === "arrived" } }));
        case "cancel":
          return void (await api.DELETE("/api/v1/messages/{id}", { params }));
      }
    },
    onError: useToastError(),
    onSettled: () => Promise.all([key("outbox"), key("messages")].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}

const deeds: Record<OutboxMessage["state"], Deed[]> = { queued: ["cancel"], sending: [], unsure: ["arrived", "lost"], failed: ["retry"] };

/** When a failed message may be sent again, where that is not at once. */
function NotYet({ item }: { item: OutboxMessage }) {
  const { t, i18n } = useTranslation("outbox");
  if (item.state !== "failed") return null;
  if (!item.may_retry) return <p className="mt-2 text-sm text-ink-soft">{t("neverAgain")}</p>;
  if (!item.retry_from) return null;
  return <p className="mt-2 text-sm text-ink-soft">{t("againFrom", { time: exactTime(item.retry_from, i18n.language) })}</p>;
}

function Deeds({ item }: { item: OutboxMessage }) {
  const { t } = useTranslation("outbox");
  const now = useNow();
  const deed = useDeed(item.message_id);
  const waits = item.state === "failed" && (!item.may_retry || (item.retry_from && new Date(item.retry_from) > now));
  if (deeds[item.state].length === 0 || waits) return <NotYet item={item} />;
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {deeds[item.state].map((which) => (
        <Button
          key={which}
          size="small"
          tone={which === "cancel" ? "quietDanger" : "plain"}
          busy={deed.isPending && deed.variables === which}
          onClick={() => deed.mutate(which)}
        >
          {t(`deeds.${which}`)}
        </Button>
      ))}
    </div>
  );
}

function Why({ item, entry }: { item: OutboxMessage; entry: SendingError | undefined }) {
  const { t } = useTranslation("outbox");
  const { reason } = item;
  if (!reason) return <p className="text-sm text-ink-soft">{t(`why.${item.state}`)}</p>;
  return (
    <div className="text-sm text-pretty text-ink-soft [overflow-wrap:anywhere]">
      <p className="font-medium text-ink">{reason.words}</p>
      <p>
        {reason.what_to_do} {entry && <span className="text-ink-faint">{t(`by.${entry.by}`)}</span>}
      </p>
    </div>
  );
}

function Item({ item, entry }: { item: OutboxMessage; entry: SendingError | undefined }) {
  const { t } = useTranslation("outbox");
  const mayReply = useMay("reply");
  const { icon, look, tone } = looks[item.state];
  return (
    <li className="flex gap-4 px-4 py-4 sm:px-5">
      <span className={classes("mt-0.5 grid size-8 shrink-0 place-items-center rounded-full", look)}>
        <Icon of={icon} size={16} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            to="/inbox/$queue/$conversationId"
            params={{ queue: "all", conversationId: item.conversation_id }}
            className="font-medium [overflow-wrap:anywhere] hover:underline pointer-coarse:-my-2.75 pointer-coarse:inline-block pointer-coarse:py-2.75"
          >
            <bdi>{item.contact.name || t("nobody")}</bdi>
          </Link>
          <Badge tone={tone}>{t(`states.${item.state}`)}</Badge>
          <span className="text-sm text-ink-faint sm:ms-auto">
            <Time at={item.at} />
          </span>
        </p>
        <p dir="auto" className="mt-1 line-clamp-2 text-ink-soft [overflow-wrap:anywhere]">
          {item.preview}
        </p>
        <div className="mt-2 flex flex-col gap-1">
          <Why item={item} entry={entry} />
          {item.next_attempt_at && (
            <p className="text-sm text-ink-faint">
              {t("attempts", { count: item.attempts })} · {t("nextTry")} <Time at={item.next_attempt_at} />
            </p>
          )}
        </div>
        {mayReply && <Deeds item={item} />}
      </div>
    </li>
  );
}

export function OutboxScreen() {
  const { t, i18n } = useTranslation("outbox");
  const mayManage = useMay("manage_connection");
  const language = isAppLanguage(i18n.language) ? i18n.language : "en";
  const outbox = useInfiniteQuery(outboxQuery(language));
  const dictionary = useSendingErrors();
  return (
    <SectionPage
      title={t("title")}
      description={t("lead")}
      action={
        mayManage && (
          <Link to="/whatsapp/doctor" className={loneLink}>
            {t("askDoctor")}
          </Link>
        )
      }
    >
      <PagedList
        query={outbox}
        label={t("title")}
        empty={
          <EmptyState icon={CircleCheck} title={t("emptyTitle")}>
            {t("emptyBody")}
          </EmptyState>
        }
      >
        {(item) => <Item key={item.message_id} item={item} entry={dictionary.get(item.reason?.name ?? "")} />}
      </PagedList>
    </SectionPage>
  );
}
