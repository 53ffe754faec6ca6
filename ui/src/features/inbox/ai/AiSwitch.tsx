// Who answers this chat, in one sentence and one switch.
import { useTranslation } from "react-i18next";
import { useMay, useMe } from "@/api/me";
import type { AiMode, ConversationDetail } from "@/api/types";
import { classes } from "@/lib/classes";
import { timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { useShortcut } from "@/lib/shortcuts";
import { Bell } from "lucide-react";
import { Icon } from "@/ui/Icon";
import { Segmented } from "@/ui/Segmented";
import { toast } from "@/ui/Toast";
import { useChangeConversation, useTakeOver } from "../changes";

/** "Off. You took over 4 minutes ago." */
export function useAiSentence(): (conversation: ConversationDetail) => string {
  const { t, i18n } = useTranslation("inbox");
  const me = useMe().person.id;
  const now = useNow();
  return ({ ai, ai_off: off }) => {
    if (ai === "answer") return t("ai.answering");
    if (ai === "suggest") return t("ai.suggesting");
    if (!off) return t("ai.off");
    const time = timeAgo(off.at, i18n.language, now);
    switch (off.reason) {
      case "handed_off":
        return t("ai.handedOff", { time });
      case "answered_from_phone":
        return t("ai.fromPhone", { time });
      case "switched_off":
        return off.by?.id === me
          ? t("ai.youSwitchedOff", { time })
          : t("ai.switchedOff", { name: off.by?.name || t("authors.person"), time });
      default:
        return off.by?.id === me ? t("ai.youTookOver", { time }) : t("ai.tookOver", { name: off.by?.name || t("authors.person"), time });
    }
  };
}

/** Asked for a person and silent since: nobody has taken it yet. */
const isUntaken = ({ ai, ai_off }: Pick<ConversationDetail, "ai" | "ai_off">): boolean => ai === "off" && ai_off?.reason === "handed_off";

/** Nobody of the team has it. */
export const mayBeTaken = (conversation: Pick<ConversationDetail, "ai" | "ai_off">): boolean =>
  conversation.ai !== "off" || isUntaken(conversation);

export function AiSwitch({ conversation }: { conversation: ConversationDetail }) {
  const { t } = useTranslation(["inbox", "common"]);
  const sentence = useAiSentence()(conversation);
  const change = useChangeConversation();
  const takeOver = useTakeOver();
  const manages = useMay("manage_conversations");
  const replies = useMay("reply");
  const { id, ai } = conversation;
  const mayTake = mayBeTaken(conversation);
  const set = (mode: AiMode) => {
    if (mode === "off") {
      if (mayTake) takeOver.mutate(id);
      return;
    }
    if (mode === ai) return;
    change.mutate({ id, change: { ai: mode }, looks: { ai: mode, ai_off: null } });
    if (mode === "answer" && replies)
      toast({ title: t("inbox:ai.handedBack"), action: { label: t("common:undo"), run: () => takeOver.mutate(id) } });
  };
  useShortcut(
    {
      keys: "t",
      label: mayTake ? t("inbox:ai.takeOver") : t("inbox:ai.handBack"),
      group: t("inbox:keys.group"),
      run: () => set(mayTake ? "off" : "answer"),
    },
    mayTake ? replies : manages,
  );
  return (
    <div
      className={classes(
        "flex shrink-0 flex-wrap items-center justify-between gap-x-4 gap-y-1.5 border-b px-4 py-2",
        ai === "off" ? "border-line bg-sunken" : "border-brass-line bg-brass-tint",
      )}
    >
      <p className="flex min-w-0 flex-1 basis-52 items-center gap-2 text-sm">
        <Icon of={Bell} size={16} className={classes("shrink-0", ai === "off" ? "text-ink-faint" : "text-brass")} />
        <span className="min-w-0">{sentence}</span>
      </p>
      {manages && replies ? (
        <Segmented
          small
          value={isUntaken(conversation) ? null : ai}
          onChange={set}
          label={t("inbox:ai.label")}
          className="max-sm:w-full"
          options={(["answer", "suggest", "off"] as const).map((value) => ({
            value,
            label:
              value === "off" && mayTake
                ? t("inbox:ai.takeOver")
                : value === "answer" && ai === "off"
                  ? t("inbox:ai.handBack")
                  : t(`inbox:ai.mode.${value}`),
          }))}
        />
      ) : null}
    </div>
  );
}
