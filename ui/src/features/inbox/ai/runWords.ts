// The steps, checks and decisions of a run in plain words. A name from the future is shown as it is.
import { useTranslation } from "react-i18next";
import { useReasonWords } from "../words";
import { regional } from "@/lib/region";

const STEPS = ["understand", "search", "search_web", "write", "check", "rewrite", "decide"] as const;
const DECISIONS = ["send", "suggest", "decline", "hand_off", "silent"] as const;
const STATES = ["running", "done", "superseded", "stopped", "failed"] as const;
const CHECKS = [
  "record",
  "quote",
  "question",
  "talk",
  "figure",
  "phone",
  "day",
  "link",
  "street",
  "promise",
  "identity",
  "polarity",
  "subject",
  "name",
  "thing",
  "disputed",
  "swapped",
  "nothing",
  "no_quote",
  "of_the_shop",
] as const;
const SAID = [
  "stop",
  "wants_person",
  "greets",
  "thanks",
  "complains",
  "payment_failed",
  "where_is_my_order",
  "big_basket",
  "legal_or_medical",
  "asks_who_writes",
  "order_status",
  "payment_status",
  "order_again",
  "order_items",
  "fact",
  "no_words",
  "owners_rule",
  "left_to_people",
] as const;
const FAULTS = [
  "retry_after",
  "key_refused",
  "model_unknown",
  "too_long",
  "refused",
  "unreachable",
  "cancelled",
  "unsupported",
  "bad_answer",
  "over_budget",
  "too_slow",
  "circuit_open",
] as const;
const WEB_FAULTS = [
  "unreachable",
  "too_slow",
  "key_refused",
  "busy",
  "no_json",
  "bad_answer",
  "service_fault",
  "cannot_search",
  "circuit_open",
  "day_limit",
] as const;
const TASKS = ["sort", "answer", "talk", "check", "transcribe", "describe", "summarise", "remember", "rerank", "search_web"] as const;
/** Services that are no models, by their own names. */
const SERVICES = new Map([
  ["brave", "Brave"],
  ["searxng", "SearXNG"],
]);
const TIERS = ["none", "small", "large", "built_in"] as const;
const INTENTS = ["knowledge", "chitchat", "clarification", "order", "hand_off", "out_of_scope"] as const;

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
  const intent = (name: string) => {
    const each = known(INTENTS, name);
    if (each) return t(`trace.intents.${each}`);
    const said = known(SAID, name);
    return said ? t(`trace.said.${said}`) : plain(name);
  };
  return {
    intent,
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
    task: (name: string) => {
      const task = known(TASKS, name);
      return task ? t(`trace.tasks.${task}`) : plain(name);
    },
    tier: (name: string) => {
      const tier = known(TIERS, name);
      return tier ? t(`trace.tiers.${tier}`) : plain(name);
    },
    model: (name: string) => SERVICES.get(name) ?? name,
    fault: (name: string) => {
      const fault = known(FAULTS, name);
      return fault ? t(`trace.faults.${fault}`) : plain(name);
    },
    check: (kind: string) => {
      const check = known(CHECKS, kind);
      return check ? t(`trace.check.${check}`) : plain(kind);
    },
    /** How a step ended. The server's own short notes where there is nothing better to say. */
    outcome: (step: string, outcome: string) => {
      const found = /^found (\d+)$/.exec(outcome);
      if (found) return t("live.found", { count: Number(found[1]) });
      const reranked = /^reranked (\d+) by (.+)$/.exec(outcome);
      if (reranked) return t("trace.reranked", { count: Number(reranked[1]), model: reranked[2] });
      const failed = /^(\S+): (\w+)$/.exec(outcome);
      if (step === "search_web") {
        const fault = known(WEB_FAULTS, failed?.[2] ?? "");
        return fault ? t(`trace.webFaults.${fault}`) : outcome === "budget_spent" ? t("trace.webBudget") : plain(outcome);
      }
      const fault = failed && step !== "decide" ? known(FAULTS, failed[2] ?? "") : undefined;
      if (fault) return t("trace.modelFailed", { provider: failed?.[1], fault: t(`trace.faults.${fault}`) });
      if (step === "understand") return intent(outcome);
      if (outcome === "no_answer") return t("trace.noAnswer");
      if (step === "check" && outcome === "supported") return t("trace.passed");
      const quoted = /^quoted (\d+) of (\d+),/.exec(outcome);
      if (quoted) return t("trace.quoted", { count: Number(quoted[2]), quoted: Number(quoted[1]) });
      const unsupported = /^unsupported: (.*)$/s.exec(outcome);
      if (unsupported) return `${t("trace.failed")}: ${unsupported[1]}`;
      if (step === "decide" || outcome === "written") return null;
      return plain(outcome);
    },
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
    const format = new Intl.NumberFormat(regional(i18n.language), {
      style: "unit",
      unit: seconds ? "second" : "millisecond",
      unitDisplay: "short",
      maximumFractionDigits: 1,
    });
    return format.format(seconds ? milliseconds / 1000 : milliseconds);
  };
}
