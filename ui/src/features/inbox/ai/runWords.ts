// The steps, checks and decisions of a run in plain words. A name from the future is shown as it is.
import { useTranslation } from "react-i18next";
import { useReasonWords } from "../words";

const STEPS = ["waiting", "intent", "searching", "writing", "checking", "deciding"] as const;
const DECISIONS = ["answer", "send", "suggest", "hand_off", "decline", "nothing"] as const;
const STATES = ["running", "done", "failed", "stopped", "superseded"] as const;
const CHECKS = ["claims", "numbers", "citations", "language", "length", "promises", "policy", "links"] as const;
const INTENTS = ["question", "greeting", "thanks", "complaint", "order", "person", "other", "small_talk"] as const;

function known<T extends string>(list: readonly T[], name: string): T | undefined {
  return list.find((each) => each === name);
}

/** "no_answer" as "no answer". */
function plain(name: string): string {
  return name.replaceAll("_", " ");
}

export function useRunWords() {
  const { t } = useTranslation("inbox");
  const reasonWords = useReasonWords();
  return {
    step: (name: string) => {
      const step = known(STEPS, name);
      return step ? t(`trace.step.${step}`) : plain(name);
    },
    decision: (name: string) => {
      const decision = known(DECISIONS, name);
      return decision ? t(`trace.decision.${decision}`) : plain(name);
    },
    state: (name: string) => {
      const state = known(STATES, name);
      return state ? t(`trace.state.${state}`) : plain(name);
    },
    check: (name: string) => {
      const check = known(CHECKS, name);
      return check ? t(`trace.check.${check}`) : plain(name);
    },
    intent: (name: string) => {
      const intent = known(INTENTS, name);
      return intent ? t(`trace.intents.${intent}`) : plain(name);
    },
    outcome: plain,
    reason: (name: string) => {
      const words = reasonWords(name);
      return words === t("reasons.other") ? plain(name) : words;
    },
  };
}

/** "340 ms" or "1.2 s" in the reader's language. */
export function useDuration(): (milliseconds: number) => string {
  const { i18n } = useTranslation();
  return (milliseconds) => {
    const seconds = milliseconds >= 1000;
    const format = new Intl.NumberFormat(i18n.language, { style: "unit", unit: seconds ? "second" : "millisecond", unitDisplay: "short", maximumFractionDigits: 1 });
    return format.format(seconds ? milliseconds / 1000 : milliseconds);
  };
}
