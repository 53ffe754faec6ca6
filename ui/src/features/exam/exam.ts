// The exam's own small rules: a question as it is typed, and how results are told apart. Pure.
import type { ExamComparison, ExamExpected, ExamQuestion, ExamRun, Message, NewExamQuestion } from "@/api/types";

export const EXPECTED: ExamExpected[] = ["answered", "declined", "handed_over"];

export type Group = "worse" | "failing" | "better" | "otherWords" | "others";
export const GROUPS: Group[] = ["worse", "failing", "better", "otherWords", "others"];

export const newQuestion = (): NewExamQuestion => ({ text: "", expected: "answered", must_say: [], must_not_say: [], language: null });

/** What is sent of a question that stands. */
export const bodyOf = ({ text, expected, must_say, must_not_say, language }: ExamQuestion): NewExamQuestion => ({
  text,
  expected,
  must_say,
  must_not_say,
  language,
});

/** Facts as they are typed: one a line. */
export const factLines = (typed: string): string[] =>
  typed
    .split("\n")
    .map((fact) => fact.trim())
    .filter((fact) => fact !== "");

/** Still to be asked, or being asked. */
export const isUnderWay = ({ state }: Pick<ExamRun, "state">): boolean => state === "waiting" || state === "running";

/** Over, and not every question was asked: its figures say little. */
export const brokeOff = ({ state }: Pick<ExamRun, "state">): boolean => state !== "done" && !isUnderWay({ state });

/** Where a result stands in the list. */
export function groupOf({ change, now }: ExamComparison): Group {
  if (change === "worse") return "worse";
  if (!now.passed) return "failing";
  if (change === "better") return "better";
  return change === "other_words" ? "otherWords" : "others";
}

export function grouped(comparisons: ExamComparison[]): { group: Group; all: ExamComparison[] }[] {
  const groups = GROUPS.map((group) => ({ group, all: comparisons.filter((one) => groupOf(one) === group) }));
  return groups.filter(({ all }) => all.length > 0);
}

/** What the shop said next, by a person or the assistant; null where nothing with words came. */
export function answerTo(asked: Pick<Message, "id" | "at">, messages: Message[]): string | null {
  const ours = messages.filter(({ direction, author, text }) => direction === "out" && (author === "person" || author === "ai") && text);
  const later = ours.filter(({ at, id }) => at > asked.at || (at === asked.at && id > asked.id));
  const [first] = later.sort((one, other) => (one.at < other.at ? -1 : 1));
  return first?.text ?? null;
}
