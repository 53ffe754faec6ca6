// The search box tells words from filters, and writes back what it read.
import { describe, expect, it } from "vitest";
import { formatSearch, marked, parseSearch, withFilter } from "./filters";

describe("parseSearch", () => {
  it("tells words and filters apart", () => {
    expect(parseSearch('costata from:"Anna Rossi" has:image tagliata before:2026-11-02')).toEqual({
      words: "costata tagliata",
      filters: [
        { name: "from", value: "Anna Rossi" },
        { name: "has", value: "image" },
        { name: "before", value: "2026-11-02" },
      ],
    });
  });

  it("leaves as words what is no filter", () => {
    expect(parseSearch("at 10:30 colour:red from:")).toEqual({ words: "at 10:30 colour:red from:", filters: [] });
  });

  it("survives quotation marks nobody closed", () => {
    expect(parseSearch('label:"big order').filters).toEqual([{ name: "label", value: "big order" }]);
  });

  it("writes back what it read", () => {
    const typed = 'costata from:"Anna Rossi" label:vip';
    expect(formatSearch(parseSearch(typed))).toBe(typed);
  });
});

describe("withFilter", () => {
  it("replaces, adds and takes away", () => {
    expect(withFilter("costata from:ai", "from", "customer")).toBe("costata from:customer");
    expect(withFilter("costata", "label", "big order")).toBe('costata label:"big order"');
    expect(withFilter("costata from:ai", "from", "")).toBe("costata");
  });
});

describe("marked", () => {
  it("marks words by their beginning, whatever the accents", () => {
    expect(
      marked("Perché la Costata?", "perche cost")
        .filter((piece) => piece.hit)
        .map((piece) => piece.text),
    ).toEqual(["Perché", "Costata"]);
  });

  it("loses nothing of the text", () => {
    const text = "  Avete 2 kg di guanciale? 🙂 ";
    expect(
      marked(text, "guanciale")
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
    expect(marked(text, "")).toEqual([{ text, hit: false }]);
  });
});
