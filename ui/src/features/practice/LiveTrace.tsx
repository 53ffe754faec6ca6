// Beside the phone: what the assistant does with what the customer wrote, step by step, as it happens.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowUpRight, Bell, Hand } from "lucide-react";
import { rowsOf } from "@/api/blocks";
import type { ConversationDetail, PracticeCustomer } from "@/api/types";
import { useAiSentence } from "@/features/inbox/ai/AiSwitch";
import { useReplyWords } from "@/features/inbox/ai/LiveReply";
import { RunDetails } from "@/features/inbox/ai/Trace";
import { conversationQuery, messagesQuery, runQuery } from "@/features/inbox/queries";
import { useReasonWords } from "@/features/inbox/words";
import { Loaded } from "@/features/common/Loaded";
import { textAt } from "@/lib/json";
import { Icon } from "@/ui/Icon";
import { conversationWith } from "./queries";

function AtWork({ reply }: { reply: NonNullable<ConversationDetail["reply"]> }) {
  const words = useReplyWords();
  return (
    <div role="status" className="rounded-xl border border-dashed border-brass-line bg-brass-tint p-4">
      <p className="flex items-center gap-2 font-medium text-brass">
        <Icon of={Bell} size={17} className="animate-breathe" />
        {words(reply)}
      </p>
      {reply.text && <p className="mt-2 whitespace-pre-wrap [overflow-wrap:anywhere]">{reply.text}</p>}
    </div>
  );
}

function Standing({ conversation }: { conversation: ConversationDetail }) {
  const sentence = useAiSentence()(conversation);
  const reasonWords = useReasonWords();
  const needs = conversation.needs_person;
  return (
    <p className="flex items-start gap-2 text-ink-soft">
      <Icon of={needs ? Hand : Bell} size={17} className="mt-0.5 shrink-0 text-brass" />
      <span>{needs ? `${reasonWords(needs.reason)}. ${sentence}` : sentence}</span>
    </p>
  );
}

function LastRun({ run }: { run: string }) {
  const query = useQuery(runQuery(run));
  return <Loaded query={query}>{(data) => <RunDetails run={data} />}</Loaded>;
}

function Watched({ id }: { id: string }) {
  const { t } = useTranslation("practice");
  const conversation = useQuery(conversationQuery(id)).data;
  const messages = rowsOf(useQuery(messagesQuery(id)).data);
  if (!conversation) return null;
  const latest = messages.find((message) => message.run_id ?? textAt(message.content, "run_id"));
  const run = conversation.suggestion?.run_id ?? textAt(conversation.card, "run_id") ?? latest?.run_id ?? textAt(latest?.content, "run_id");
  return (
    <div className="flex flex-col gap-5">
      <Standing conversation={conversation} />
      {conversation.reply ? (
        <AtWork reply={conversation.reply} />
      ) : run ? (
        <LastRun key={run} run={run} />
      ) : (
        <p className="text-ink-faint">{t("trace.nothing")}</p>
      )}
      <Link
        to="/inbox/$queue/$conversationId"
        params={{ queue: "all", conversationId: id }}
        className="inline-flex items-center gap-1.5 self-start font-medium text-brass underline-offset-2 hover:underline"
      >
        {t("trace.open")}
        <Icon of={ArrowUpRight} size={16} className="rtl:-scale-x-100" />
      </Link>
    </div>
  );
}

export function LiveTrace({ customer }: { customer: PracticeCustomer }) {
  const { t } = useTranslation("practice");
  const query = useQuery(conversationWith(customer));
  if (query.data) return <Watched key={query.data} id={query.data} />;
  return <p className="text-ink-faint">{t("trace.waiting")}</p>;
}
