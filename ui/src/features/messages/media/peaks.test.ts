// The outline of a sound is relative to its loudest part, and silence is drawn too.
import { describe, expect, it } from "vitest";
import { outline } from "./peaks";

describe("outline", () => {
  it("takes the loudest sample of each part", () => {
    const bars = outline(Float32Array.from([0.1, -0.5, 0, 0.25]), 2);
    expect(bars).toEqual([1, 0.5]);
  });

  it("draws silence and nothing as a line", () => {
    expect(outline(new Float32Array(8), 2)).toEqual([0.06, 0.06]);
    expect(outline(new Float32Array(0), 3)).toHaveLength(3);
  });
});
