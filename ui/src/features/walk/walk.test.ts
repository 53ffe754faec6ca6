import { describe, expect, it } from "vitest";
import type { WalkStep } from "@/api/types";
import { brokeOff, failed, formatSeconds, isUnderWay, longest, stepNow } from "./walk";

const step = (kind: string, state: string, passed: boolean | null = null, took_ms: number | null = null) =>
  ({ kind, state, passed, outcome: { took_ms } }) as WalkStep;

describe("the walk", () => {
  it("knows one that is not over, and one that broke off", () => {
    const all = ["waiting", "running", "done", "stopped", "out_of_money", "interrupted"] as const;
    expect(all.filter((state) => isUnderWay({ state }))).toEqual(["waiting", "running"]);
    expect(all.filter((state) => brokeOff({ state }))).toEqual(["stopped", "out_of_money", "interrupted"]);
  });

  it("finds the step it is at", () => {
    const steps = [step("question", "done", true), step("order", "left_out"), step("person", "asked"), step("picture", "waiting")];
    expect(stepNow(steps)?.kind).toBe("person");
    expect(stepNow(steps.filter(({ state }) => state !== "asked"))?.kind).toBe("picture");
    expect(stepNow([steps[0] as WalkStep])).toBeUndefined();
  });

  it("counts what failed and how long somebody waited at most", () => {
    const steps = [step("question", "done", true, 900), step("second", "done", false, 12_400), step("card", "done", true)];
    expect(failed(steps).map(({ kind }) => kind)).toEqual(["second"]);
    expect(longest({ steps })).toBe(12_400);
    expect(longest({ steps: [step("card", "done", true)] })).toBeNull();
    expect(formatSeconds(1_240, "en-GB")).toMatch(/^1\.2\s?s/);
    expect(formatSeconds(12_400, "en-GB")).toMatch(/^12\s?s/);
  });
});
