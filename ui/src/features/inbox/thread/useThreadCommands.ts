// What can be done with the open conversation, by name in the palette.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { ConversationDetail } from "@/api/types";
import { useCommands, type Command } from "@/lib/commands";
import { mayBeTaken } from "../ai/AiSwitch";
import { useAiActions, useChangeConversation, useTakeOver } from "../changes";
import { snoozeTime } from "./snoozeTimes";

export function useThreadCommands({ id, ai, ai_off, status }: ConversationDetail, onGone: () => void): void {
  const { t, i18n } = useTranslation("inbox");
  const { mutate: change } = useChangeConversation();
  const { mutate: takeOver } = useTakeOver();
  const { ask } = useAiActions(id);
  const askNow = ask.mutate;
  const manages = useMay("manage_conversations");
  const replies = useMay("reply");
  const language = i18n.language;
  const mayTake = mayBeTaken({ ai, ai_off });
  const commands = useMemo<Command[]>(
    () => {
      const group = t("keys.group");
      const set = (mode: "answer" | "suggest") => change({ id, change: { ai: mode }, looks: { ai: mode, ai_off: null } });
      const finish = () => {
        change({ id, change: { status: "done" }, looks: { status: "done", needs_person: null } });
        onGone();
      };
      const snooze = (choice: "later" | "tomorrow" | "week") => {
        const until = snoozeTime(choice, new Date()).toISOString();
        change({ id, change: { status: "snoozed", snooze_until: until }, looks: { status: "snoozed", snooze_until: until } });
        onGone();
      };
      return [
        ...(replies && mayTake ? [{ id: "take-over", label: t("ai.takeOver"), group, keys: ["t"], run: () => takeOver(id) }] : []),
        ...(replies && ai !== "answer" ? [{ id: "ask-assistant", label: t("ai.ask"), group, run: () => askNow() }] : []),
        ...(manages && ai === "off"
          ? [{ id: "hand-back", label: t("ai.handBack"), group, ...(!mayTake && { keys: ["t"] }), run: () => set("answer") }]
          : []),
        ...(manages && ai !== "suggest" ? [{ id: "suggest-only", label: t("ai.suggestOnly"), group, run: () => set("suggest") }] : []),
        ...(manages && status !== "done" ? [{ id: "done", label: t("done.title"), group, keys: ["e"], run: finish }] : []),
        ...(manages
          ? (["later", "tomorrow", "week"] as const).map((choice) => ({
              id: `snooze-${choice}`,
              label: `${t("snooze.title")}: ${t(`snooze.${choice}`)}`,
              group,
              run: () => snooze(choice),
            }))
          : []),
      ];
    },
    // The callbacks only reach for stable things; the words change with the language.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [id, ai, mayTake, status, manages, replies, language],
  );
  useCommands(commands);
}
