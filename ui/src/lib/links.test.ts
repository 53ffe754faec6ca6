// Addresses become links, and nothing else does.
import { describe, expect, it } from "vitest";
import { linkPieces } from "./links";

describe("linkPieces", () => {
  it("finds addresses and leaves the full stop outside", () => {
    expect(linkPieces("See https://ferri.it/menu. Ciao")).toEqual([
      { text: "See " },
      { text: "https://ferri.it/menu", href: "https://ferri.it/menu" },
      { text: ". Ciao" },
    ]);
  });

  it("never links what could run", () => {
    expect(linkPieces("javascript:alert(1) data:text/html,x")).toEqual([{ text: "javascript:alert(1) data:text/html,x" }]);
  });

  it("loses no letter", () => {
    const text = "a http://x.it b https:// c https://y.it?q=1, d";
    expect(
      linkPieces(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });
});
