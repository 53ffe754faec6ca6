import { describe, expect, it } from "vitest";
import type { ExamComparison } from "@/api/types";
import { factLines, grouped, groupOf } from "./exam";

const one = (change: ExamComparison["change"], passed: boolean) => ({ change, now: { passed } }) as ExamComparison;

describe("the exam", () => {
  it("reads a fact a line and leaves blanks out", () => {
    expect(factLines(" 9,50 € \n\n18:00\n")).toEqual(["9,50 €", "18:00"]);
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
});
