// The shared inbox: queues, conversations, thread. Three panes on a desktop, one at a time on a phone.
import { lazy, Suspense, useEffect } from "react";
import { useNavigate } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { MessagesSquare } from "lucide-react";
import { countsQuery } from "@/api/counts";
import { classes } from "@/lib/classes";
import { useTitle } from "@/lib/pageTitle";
import { useShortcut } from "@/lib/shortcuts";
import { EmptyState } from "@/ui/EmptyState";
import { Kbd } from "@/ui/Kbd";
import { SkeletonRows } from "@/ui/Skeleton";
import { ConversationList } from "./list/ConversationList";
import { ListHeader } from "./list/ListHeader";
import { QueuePane } from "./list/QueuePane";
import { useInboxPlace, useInboxSteps } from "./place";

const openThread = () => import("./thread/Thread");
const Thread = lazy(async () => ({ default: (await openThread()).Thread }));

/** The list stands first; the thread's code comes while its reader looks at the list. */
function useThreadSoon() {
  useEffect(() => {
    const idle = window.requestIdleCallback ?? ((run: () => void) => window.setTimeout(run, 200));
    idle(() => void openThread());
  }, []);
}

/** Without a queue in the address: where somebody is needed, else everything. */
function useFirstQueue() {
  const { queue } = useInboxPlace();
  const navigate = useNavigate();
  const counts = useQuery(countsQuery);
  const ready = counts.isSuccess || counts.isError;
  const first = (counts.data?.needs_person ?? 0) > 0 ? "needs_person" : "all";
  useEffect(() => {
    if (!queue && ready) void navigate({ to: "/inbox/$queue", params: { queue: first }, search: {}, replace: true });
  }, [queue, ready, first, navigate]);
}

function NothingOpen() {
  const { t } = useTranslation("inbox");
  return (
    <EmptyState icon={MessagesSquare} title={t("nothingOpen.title")} className="h-full justify-center">
      <span className="inline-flex flex-wrap items-center justify-center gap-1.5">
        <Kbd keys={["J"]} /> <Kbd keys={["K"]} /> {t("nothingOpen.move")} · <Kbd keys={["/"]} /> {t("nothingOpen.search")} ·{" "}
        <Kbd keys={["?"]} /> {t("nothingOpen.keys")}
      </span>
    </EmptyState>
  );
}

export function InboxScreen() {
  const { t } = useTranslation(["inbox", "common"]);
  const { queue, conversation } = useInboxPlace();
  const { toSearch, toList } = useInboxSteps();
  useFirstQueue();
  useThreadSoon();
  useTitle(queue ? t(`inbox:queues.${queue}`) : t("inbox:title"));
  useShortcut({ keys: "/", label: t("inbox:search.open"), group: t("inbox:keys.group"), run: toSearch });
  useShortcut({ keys: "Escape", label: t("inbox:backToList"), group: t("inbox:keys.group"), run: toList }, conversation !== null);
  return (
    <div className="relative flex h-full min-h-0 overflow-hidden" {...(conversation && { "data-hides-foot-bar": "" })}>
      <h1 className="sr-only">{t("inbox:title")}</h1>
      <QueuePane />
      {/* On a phone the list stays where it was, under the thread, so that back finds it unmoved. */}
      <section
        aria-label={t("inbox:list.label")}
        className={classes(
          "flex min-h-0 w-full min-w-0 shrink-0 flex-col bg-surface lg:w-88 lg:border-e lg:border-line",
          conversation && "max-lg:invisible max-lg:absolute max-lg:inset-0",
        )}
      >
        <ListHeader />
        <ConversationList key={queue ?? "none"} />
      </section>
      <div className={classes("min-h-0 min-w-0 flex-1 bg-paper", !conversation && "max-lg:hidden")}>
        {conversation ? (
          <Suspense
            fallback={
              <div className="p-4">
                <SkeletonRows rows={6} label={t("common:loading")} />
              </div>
            }
          >
            <Thread key={conversation} id={conversation} />
          </Suspense>
        ) : (
          <NothingOpen />
        )}
      </div>
    </div>
  );
}
