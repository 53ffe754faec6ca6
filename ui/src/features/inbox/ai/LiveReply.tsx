// The assistant at work, live: searching, what it found, what it writes, and the way to stop it.
import { useTranslation } from "react-i18next";
import { Bell, Square } from "lucide-react";
import { useMay } from "@/api/me";
import type { ConversationDetail } from "@/api/types";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Words } from "@/features/messages/Words";
import { useAiActions } from "../changes";

type Reply = NonNullable<ConversationDetail["reply"]>;

export function useReplyWords(): (reply: Reply) => string {
  const { t } = useTranslation("inbox");
  return ({ step, found }) => {
    switch (step) {
      case "waiting":
        return t("live.waiting");
      case "searching":
        return typeof found === "number" ? t("live.found", { count: found }) : t("live.searching");
      case "searching_web":
        return t("live.searchingWeb");
      case "writing":
        return typeof found === "number" ? `${t("live.found", { count: found })} · ${t("live.writing")}` : t("live.writing");
      case "checking":
        return t("live.checking");
    }
  };
}

export function LiveReply({ conversation, reply }: { conversation: string; reply: Reply }) {
  const { t } = useTranslation("inbox");
  const words = useReplyWords();
  const { stop } = useAiActions(conversation);
  const mayReply = useMay("reply");
  return (
    <section aria-label={t("live.label")} className="flex flex-col items-end gap-1.5">
      <div className="w-full max-w-[min(34rem,85vw)] rounded-2xl rounded-ee-md border border-dashed border-brass-line bg-brass-tint/60 px-3.5 py-2.5 sm:w-auto">
        <p role="status" className="flex items-center gap-2 text-sm font-medium text-brass">
          <Icon of={Bell} size={15} className="animate-breathe" />
          {words(reply)}
        </p>
        {reply.text && (
          <div className="mt-2">
            <Words text={reply.text} />
          </div>
        )}
      </div>
      {mayReply && (
        <Button size="small" icon={Square} busy={stop.isPending} onClick={() => stop.mutate()}>
          {t("live.stop")}
        </Button>
      )}
    </section>
  );
}
