// One conversation: its header, its lines from the oldest fetched to the newest, and the place to write.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { MessageSquareOff } from "lucide-react";
import { ApiError } from "@/api/client";
import type { ConversationDetail, Message } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { EmptyState } from "@/ui/EmptyState";
import { Sheet } from "@/ui/Dialog";
import { SkeletonRows } from "@/ui/Skeleton";
import { AiSwitch } from "../ai/AiSwitch";
import { Composer } from "../compose/Composer";
import { CustomerDetails } from "../header/CustomerPanel";
import { ThreadHeader } from "../header/ThreadHeader";
import { useInboxPlace, useInboxSteps } from "../place";
import { conversationQuery } from "../queries";
import { ThreadLines } from "./ThreadLines";
import { useThread } from "./useThread";
import { useThreadCommands } from "./useThreadCommands";
import { useRoom } from "./useRoom";
import { contactName } from "@/api/contactName";
import { useTitle } from "@/lib/pageTitle";

function OpenThread({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation(["inbox", "common"]);
  const { message } = useInboxPlace();
  const { toList } = useInboxSteps();
  useTitle(contactName(conversation), 1);
  const thread = useThread(conversation, message);
  const [quoted, setQuoted] = useState<Message | null>(null);
  useThreadCommands(conversation, toList);
  const room = useRoom();
  const [panel, setPanel] = useState<boolean | null>(null);
  const panelOpen = panel ?? room === "beside";
  return (
    <div className="flex h-full min-h-0">
      <section aria-label={t("inbox:thread.label")} data-file-drop="" className="relative flex h-full min-w-0 flex-1 flex-col">
        <ThreadHeader conversation={conversation} panelOpen={panelOpen} onPanel={() => setPanel(!panelOpen)} onGone={toList} />
        <AiSwitch conversation={conversation} />
        <ThreadLines conversation={conversation} thread={thread} onQuote={setQuoted} />
        <Composer conversation={conversation} lastSeen={thread.lastSeen} quoted={quoted} onQuoteDone={() => setQuoted(null)} />
      </section>
      {room !== "over" ? (
        panelOpen && (
          // A long scroller must be reachable by keyboard.
          <aside
            // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
            tabIndex={0}
            data-customer-panel=""
            aria-label={t("inbox:customer.panel")}
            className="w-72 shrink-0 overflow-y-auto border-s border-line bg-paper px-5 py-6"
          >
            <CustomerDetails conversation={conversation} />
          </aside>
        )
      ) : (
        <Sheet open={panelOpen} onOpenChange={setPanel} title={t("inbox:customer.panel")} closeLabel={t("common:close")}>
          <CustomerDetails conversation={conversation} />
        </Sheet>
      )}
    </div>
  );
}

export function Thread({ id }: { id: string }) {
  const { t } = useTranslation(["inbox", "common"]);
  const query = useQuery(conversationQuery(id));
  if (query.data) return <OpenThread key={id} conversation={query.data} />;
  if (query.error instanceof ApiError && query.error.status === 404) {
    return (
      <EmptyState icon={MessageSquareOff} title={t("inbox:thread.gone")} className="h-full justify-center">
        {t("inbox:thread.goneBody")}
      </EmptyState>
    );
  }
  return (
    <div className="p-4">
      {query.isError ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonRows rows={6} label={t("common:loading")} />
      )}
    </div>
  );
}
