// WhatsApp's marks are read as its own apps read them, and nothing is lost.
import { describe, expect, it } from "vitest";
import { marksOf, type Block, type Inline } from "./marks";

const words = (pieces: Inline[]): string =>
  pieces
    .map((piece) =>
      "inside" in piece
        ? `<${piece.type}>${words(piece.inside)}</${piece.type}>`
        : piece.type === "code"
          ? `<code>${piece.text}</code>`
          : piece.type === "link"
            ? `[${piece.href}]`
            : piece.text,
    )
    .join("");
const told = (block: Block) => (block.type === "code" ? `{${block.text}}` : `${block.type}:${words(block.inside)}`);
const read = (text: string) => marksOf(text).map(told);

describe("marksOf", () => {
  it("reads bold, italic, struck and code", () => {
    expect(read("a *b c* _d_ ~e~ `f*g*`")).toEqual(["lines:a <bold>b c</bold> <italic>d</italic> <strike>e</strike> <code>f*g*</code>"]);
  });

  it("reads marks in marks", () => {
    expect(read("*a _b_ c*")).toEqual(["lines:<bold>a <italic>b</italic> c</bold>"]);
  });

  it("leaves alone what only looks like marks", () => {
    for (const text of ["2*3*4", "a_b_c", "a * no *", "**", "*open", "5 * 6 * 7", "*a\nb*"]) expect(read(text)).toEqual([`lines:${text}`]);
  });

  it("keeps addresses whole", () => {
    expect(read("see https://a.it/_b_/c*d* now")).toEqual(["lines:see [https://a.it/_b_/c*d*] now"]);
  });

  it("reads quotes, lists and blocks of code", () => {
    expect(read("> yes\n- one\n1. two\nthree\nfour\n```\nlet a = *b*\n```\nend")).toEqual([
      "quote:yes",
      "item:one",
      "item:two",
      "lines:three\nfour",
      "{let a = *b*}",
      "lines:end",
    ]);
  });

  it("does not take long over a page of open marks", () => {
    const began = performance.now();
    marksOf("*_~`".repeat(5000));
    expect(performance.now() - began).toBeLessThan(1500);
  });
});
