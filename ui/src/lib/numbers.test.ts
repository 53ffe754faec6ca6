// Sizes climb their units, money shows what one answer cost.
import { describe, expect, it } from "vitest";
import { formatBytes, formatCount, formatMicros, formatPercent, formatShare } from "./numbers";

describe("formatBytes", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1500, "1.5 kB"],
    [48_234_120, "46 MB"],
    [734_000_000, "700 MB"],
    [64 * 1024 * 1024, "64 MB"],
    [100 * 1024 * 1024, "100 MB"],
    [25 * 1024 * 1024, "25 MB"],
  ])("%d is %s", (bytes, words) => {
    expect(formatBytes(bytes, "en")).toBe(words);
  });
});

describe("money and counts", () => {
  it("keeps small amounts visible", () => {
    expect(formatMicros(1230, "en-US")).toBe("$0.0012");
    expect(formatMicros(10_000_000, "en-US")).toBe("$10.00");
  });

  it("groups thousands", () => {
    expect(formatCount(12345, "en")).toBe("12,345");
  });
});

describe("shares", () => {
  it("are whole percents unless more is asked for", () => {
    expect(formatPercent(0.4149, "en")).toBe("41%");
    expect(formatPercent(0.4149, "en", 1)).toBe("41.5%");
    expect(formatPercent(0.4, "en", 1)).toBe("40%");
    expect(formatPercent(0.4149, "it", 1)).toBe("41,5%");
  });

  it("are a dash where there is nothing to divide by", () => {
    expect(formatShare(3, 5, "en")).toBe("60%");
    expect(formatShare(0, 5, "en")).toBe("0%");
    expect(formatShare(0, 0, "en")).toBe("–");
  });
});
