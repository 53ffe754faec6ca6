// Questions with answers while they are being written. Pure.
import type { FaqPair } from "@/api/types";
import { newId } from "@/lib/newId";

export interface PairDraft {
  key: string;
  question: string;
  answer: string;
  /** One phrasing per line. */
  phrasings: string;
}

export function emptyPair(): PairDraft {
  return { key: newId(), question: "", answer: "", phrasings: "" };
}

export function draftsOf(pairs: readonly FaqPair[]): PairDraft[] {
  return pairs.map((pair) => ({
    ...emptyPair(),
    question: pair.question,
    answer: pair.answer,
    phrasings: (pair.phrasings ?? []).join("\n"),
  }));
}

const lines = (text: string) => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
  ),
];

/** What is complete, trimmed; pairs nobody began are left out. */
export function pairsOf(drafts: readonly PairDraft[]): FaqPair[] {
  return drafts
    .map(({ question, answer, phrasings }) => ({ question: question.trim(), answer: answer.trim(), phrasings: lines(phrasings) }))
    .filter((pair) => pair.question !== "" || pair.answer !== "");
}

/** Whether every begun pair has both halves, and there is one. */
export function arePairsWhole(drafts: readonly PairDraft[]): boolean {
  const pairs = pairsOf(drafts);
  return pairs.length > 0 && pairs.every((pair) => pair.question !== "" && pair.answer !== "");
}
