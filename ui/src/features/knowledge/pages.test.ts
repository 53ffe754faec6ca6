import { describe, expect, it } from "vitest";
import { pagesOf, textOf } from "./pages";

describe("pages", () => {
  it("takes a text apart and puts it together again, empty pages included", () => {
    const text = "Bread 2\n\n\fCake 9\n\f\n";
    expect(pagesOf(text)).toEqual(["Bread 2", "Cake 9", ""]);
    expect(pagesOf(textOf(pagesOf(text)))).toEqual(["Bread 2", "Cake 9", ""]);
  });

  it("takes a text without breaks for one page", () => {
    expect(pagesOf("Bread 2")).toEqual(["Bread 2"]);
  });
});
