// Asking the assistant ends in a draft or in a reason, never in nothing.
import { describe, expect, it } from "vitest";
import { noDraftOf } from "./useAsked";

const run = (over: object) =>
  noDraftOf({ id: "9", state: "done", decision: null, reason: null, ...over } as Parameters<typeof noDraftOf>[0]);

describe("noDraftOf", () => {
  it("says nothing while it goes on, or when there is a draft", () => {
    expect(run({ state: "running" })).toBeNull();
    expect(run({ decision: "suggest" })).toBeNull();
    expect(run({ decision: "send" })).toBeNull();
  });

  it("gives the reason of every other end", () => {
    expect(run({ decision: "hand_off", reason: "complaint" })).toEqual({ why: "decided", run: "9", reason: "complaint" });
    expect(run({ decision: "decline", reason: "no_answer" })).toEqual({ why: "decided", run: "9", reason: "no_answer" });
    expect(run({ decision: "silent" })).toEqual({ why: "decided", run: "9", reason: null });
    expect(run({ state: "failed" })).toEqual({ why: "failed", run: "9" });
    expect(run({ state: "superseded" })).toEqual({ why: "superseded", run: "9" });
  });
});
