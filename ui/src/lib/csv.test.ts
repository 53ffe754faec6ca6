// A file for table programs: what has commas is quoted, what would be calculated is not, and the browser gets it whole.
import { afterEach, describe, expect, it, vi } from "vitest";
import { csvOf, offerCsv } from "./csv";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a CSV file", () => {
  it("has a line a row, and quotes what would break it", () => {
    expect(
      csvOf([
        ["month", "note"],
        ["2026-11", 'fresh, "good"'],
        ["2026-12", "two\nlines"],
      ]),
    ).toBe('month,note\r\n2026-11,"fresh, ""good"""\r\n2026-12,"two\nlines"\r\n');
  });

  it.each(["=1+1", "+39 333", "@sum", "-1+1", "\tx", "-"])("never lets %j be calculated", (text) => {
    expect(csvOf([[text]])).toBe(`'${text}\r\n`);
  });

  it.each(["-1", "-12.50", "0.25", ""])("leaves the number %j one", (text) => {
    expect(csvOf([[text]])).toBe(`${text}\r\n`);
  });

  it("is handed to the browser with its name", () => {
    const saved: { blob?: Blob; name?: string } = {};
    URL.createObjectURL = (blob) => {
      saved.blob = blob as Blob;
      return "blob:here";
    };
    URL.revokeObjectURL = () => undefined;
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      saved.name = this.download;
    });
    offerCsv([["È", "1"]], "figures.csv");
    expect(saved.name).toBe("figures.csv");
    expect(saved.blob?.type).toBe("text/csv;charset=utf-8");
    // The mark of three bytes, and "È" is two.
    expect(saved.blob?.size).toBe(3 + 2 + ",1\r\n".length);
  });
});
