// What happened to the conversation, as a quiet line between the bubbles.
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useMe } from "@/api/me";
import { exactTime } from "@/lib/dates";
import { numberAt, textAt } from "@/lib/json";
import { Judge } from "../ai/Judge";
import { useReasonWords } from "../words";

const EVENTS = [
  "assigned",
  "unassigned",
  "took_over",
  "ai_paused",
  "ai_resumed",
  "ai_suggests",
  "suggestion_dismissed",
  "handed_over",
  "labelled",
  "unlabelled",
  "snoozed",
  "woken",
  "reopened",
  "done",
  "handover",
  "identity_changed",
  "contacts_merged",
  "renamed",
  "answer_withdrawn",
  "template_used",
  "window_opened",
  "window_closed",
  "rule_met",
  "escalated",
  "opted_out",
  "opted_in",
  "consent_given",
  "consent_withdrawn",
  "blocked",
  "unblocked",
] as const;

/** What WhatsApp itself tells of a customer's account. */
const CHANGES = ["user_changed_number", "customer_changed_number", "user_changed_user_id", "customer_identity_changed"] as const;

function useEventWords(): (message: Message) => string {
  const { t, i18n } = useTranslation("inbox");
  const me = useMe().person.id;
  const reasonWords = useReasonWords();
  return ({ content, person, text }) => {
    const event = textAt(content, "event");
    const known = EVENTS.find((each) => each === event);
    const change = CHANGES.find((each) => each === textAt(content, "change"));
    if (change) return t(`changes.${change}`);
    if (!known) return text ?? t("events.other");
    const until = textAt(content, "until");
    const reason = textAt(content, "reason");
    return t(`events.${known}`, {
      who: person ? (person.id === me ? t("authors.you") : person.name) : t("authors.system"),
      name: textAt(content, "name") ?? "",
      minutes: numberAt(content, "minutes") ?? "",
      until: until ? exactTime(until, i18n.language) : "",
      reason: reason ? reasonWords(reason) : "",
    });
  };
}

export function EventLine({ message, conversation }: { message: Message; conversation: string }) {
  const { i18n } = useTranslation();
  const words = useEventWords();
  const run = textAt(message.content, "event") === "handed_over" ? textAt(message.content, "run_id") : null;
  return (
    <div
      id={`message-${message.id}`}
      title={exactTime(message.at, i18n.language)}
      className="px-4 text-center text-sm text-balance text-ink-faint"
    >
      <p>{words(message)}</p>
      {run && <Judge run={run} conversation={conversation} at="hand_over" />}
    </div>
  );
}
