// Progress never passes the end and never divides by nobody.
import { describe, expect, it } from "vitest";
import { doneShare, totalOf } from "./counts";

const counts = { queued: 0, sent: 0, delivered: 0, read: 0, failed: 0, skipped: 0 };

describe("counts", () => {
  it("is nothing of nobody", () => {
    expect(doneShare(counts)).toBe(0);
  });

  it("counts failed and skipped as dealt with", () => {
    const now = { ...counts, queued: 5, read: 2, failed: 1, skipped: 2 };
    expect(totalOf(now)).toBe(10);
    expect(doneShare(now)).toBe(0.5);
  });
});
