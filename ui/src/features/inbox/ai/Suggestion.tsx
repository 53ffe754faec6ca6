// An answer the assistant offers: send it as it is, take it into the box to change it, ask again, or put it aside.
import { useTranslation } from "react-i18next";
import { Bell, Pencil, RefreshCw, Send, X } from "lucide-react";
import type { ConversationDetail } from "@/api/types";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Sources } from "../bubbles/Sources";
import { Words } from "@/features/messages/Words";
import { useAiActions } from "../changes";
import { WhyButton } from "./WhyButton";

export type SuggestedAnswer = NonNullable<ConversationDetail["suggestion"]>;

interface SuggestionProps {
  conversation: string;
  suggestion: SuggestedAnswer;
  onAccept: (suggestion: SuggestedAnswer) => void;
  onEdit: (suggestion: SuggestedAnswer) => void;
  onAgain: () => void;
  busy: boolean;
}

export function Suggestion({ conversation, suggestion, onAccept, onEdit, onAgain, busy }: SuggestionProps) {
  const { t } = useTranslation("inbox");
  const { dismiss } = useAiActions(conversation);
  return (
    <section
      aria-label={t("suggestion.title")}
      className="flex max-h-[45dvh] shrink-0 flex-col gap-2.5 overflow-y-auto border-t border-brass-line bg-brass-tint px-4 py-3"
    >
      <h3 className="flex items-center gap-2 text-sm font-medium text-brass">
        <Icon of={Bell} size={15} />
        {t("suggestion.title")}
      </h3>
      <Words text={suggestion.text} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Sources sources={suggestion.sources} />
        {suggestion.run_id && <WhyButton run={suggestion.run_id} />}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="small" tone="primary" icon={Send} onClick={() => onAccept(suggestion)}>
          {t("suggestion.send")}
        </Button>
        <Button size="small" icon={Pencil} onClick={() => onEdit(suggestion)}>
          {t("suggestion.edit")}
        </Button>
        <Button size="small" icon={RefreshCw} busy={busy} onClick={onAgain}>
          {t("suggestion.again")}
        </Button>
        <Button size="small" tone="quiet" icon={X} busy={dismiss.isPending} onClick={() => dismiss.mutate()}>
          {t("suggestion.dismiss")}
        </Button>
      </div>
    </section>
  );
}
