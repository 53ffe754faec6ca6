// Rules by which a person is called: what may be chosen, and lists made from lists. Nothing here asks the server.
import type { RuleCondition, RuleSignal, HandOverRule } from "@/api/types";

export const SIGNALS: RuleSignal[] = [
  "basket",
  "orders",
  "payment_failed",
  "complaint",
  "delivery_asked",
  "not_helped",
  "upset",
  "words",
  "label",
  "closed",
];
export const MOST_RULES = 50;
export const MOST_CONDITIONS = 5;

/** A condition as it begins when it is chosen. */
export function conditionOf(signal: RuleSignal): RuleCondition {
  switch (signal) {
    case "basket":
      return { signal, at_least: "100", currency: "EUR" };
    case "orders":
      return { signal, at_least: 3 };
    case "not_helped":
      return { signal, times: 2 };
    case "upset":
      return { signal, messages: 2 };
    case "words":
      return { signal, words: [] };
    case "label":
      return { signal, label_id: "" };
    case "payment_failed":
    case "complaint":
    case "delivery_asked":
    case "closed":
      return { signal };
  }
}

export const newRule = (): HandOverRule => ({
  name: "",
  conditions: [conditionOf("complaint")],
  deed: "call",
  urgent: false,
  active: true,
});

/** One word or phrase a line. */
export const wordsOf = (typed: string): string[] =>
  typed
    .split("\n")
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** The list with one moved a place up (-1) or down (1). */
export function moved<T>(list: T[], from: number, by: -1 | 1): T[] {
  const to = from + by;
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return list;
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}

/** The list with one in the place of another; a place beyond its end adds it. */
export const replaced = <T>(list: T[], at: number, item: T): T[] =>
  at >= list.length ? [...list, item] : list.map((old, place) => (place === at ? item : old));
