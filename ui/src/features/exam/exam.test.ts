import { describe, expect, it } from "vitest";
import type { ExamComparison, Message } from "@/api/types";
import { answerTo, brokeOff, factLines, grouped, groupOf, isUnderWay } from "./exam";

const one = (change: ExamComparison["change"], passed: boolean) => ({ change, now: { passed } }) as ExamComparison;

describe("the exam", () => {
  it("reads a fact a line and leaves blanks out", () => {
    expect(factLines(" 9,50 € \n\n18:00\n")).toEqual(["9,50 €", "18:00"]);
  });

  it("knows a run that is not over, and one that broke off", () => {
    const all = ["waiting", "running", "done", "stopped", "out_of_money", "interrupted"] as const;
    expect(all.filter((state) => isUnderWay({ state }))).toEqual(["waiting", "running"]);
    expect(all.filter((state) => brokeOff({ state }))).toEqual(["stopped", "out_of_money", "interrupted"]);
  });

  it("tells what got worse from what never passed", () => {
    expect(groupOf(one("worse", false))).toBe("worse");
    expect(groupOf(one("same", false))).toBe("failing");
    expect(groupOf(one("new", false))).toBe("failing");
    expect(groupOf(one("better", true))).toBe("better");
    expect(groupOf(one("other_words", true))).toBe("otherWords");
    expect(groupOf(one("new", true))).toBe("others");
    expect(grouped([one("same", true), one("worse", false)]).map(({ group }) => group)).toEqual(["worse", "others"]);
  });

  it("takes the first words of ours after the question, whoever wrote them", () => {
    const said = (id: string, at: string, direction: "in" | "out", author: string, text: string | null) =>
      ({ id, at, direction, author, text }) as Message;
    const asked = said("2", "2026-11-21T10:00:00Z", "in", "customer", "How much?");
    const thread = [
      said("5", "2026-11-21T10:03:00Z", "out", "person", "It is € 12."),
      said("4", "2026-11-21T10:02:00Z", "out", "ai", "It costs € 9,50."),
      said("3", "2026-11-21T10:01:00Z", "out", "ai", null),
      asked,
      said("1", "2026-11-21T09:00:00Z", "out", "ai", "Hello!"),
    ];
    expect(answerTo(asked, thread)).toBe("It costs € 9,50.");
    expect(answerTo(asked, [asked])).toBeNull();
  });
});
