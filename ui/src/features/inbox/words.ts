// Reasons and next steps in words.
import { useTranslation } from "react-i18next";

const REASONS = [
  "asked_for_person",
  "complaint",
  "big_basket",
  "repeat_buyer",
  "failed_payment",
  "delivery_promise",
  "order_request",
  "order_change",
  "no_answer",
  "failed_twice",
  "unsupported_claim",
  "sources_disagree",
  "out_of_scope",
  "unreadable",
  "voice_note",
  "picture",
  "model_unavailable",
  "budget_spent",
  "message_budget_spent",
  "late_message",
  "delivery_unsure",
  "delivery_failed",
  "answered_elsewhere",
  "opt_out_unclear",
  "emergency",
  "legal_matter",
  "answer_limit",
  "other_language",
  "answer_failed",
  "suggestion_ready",
  "assistant_off",
  "answer_stopped",
  "assistant_failed",
  "owners_rule",
] as const;

/** Why the AI gave a conversation to a person. */
export function useReasonWords(): (reason: string) => string {
  const { t } = useTranslation("inbox");
  return (reason) => {
    const known = REASONS.find((each) => each === reason);
    return known ? t(`reasons.${known}`) : t("reasons.other");
  };
}

/** What a person does best with a conversation the AI gave them. */
export function useNextStep(): (reason: string) => string | null {
  const { t } = useTranslation("inbox");
  return (reason) => {
    const known = REASONS.find((each) => each === reason);
    return known ? t(`nextSteps.${known}`) : null;
  };
}
