// Reads WhatsApp's marks in text: *bold*, _italic_, ~struck~, `code`, quotes and lists. Makes a tree, never markup. Pure.
import { linkPieces } from "./links";

export type Inline =
  | { type: "text"; text: string }
  | { type: "link"; text: string; href: string }
  | { type: "code"; text: string }
  | { type: "bold" | "italic" | "strike"; inside: Inline[] };

export type Block =
  | { type: "lines"; inside: Inline[] }
  | { type: "quote"; inside: Inline[] }
  | { type: "item"; mark: string; inside: Inline[] }
  | { type: "code"; text: string };

const KINDS = { "*": "bold", _: "italic", "~": "strike" } as const;
/** How deep marks may stand in marks; deeper ones stay as they were typed. */
const DEEPEST = 4;
/** Characters of one text that are read for marks; a longer one is shown as it is. */
const LONGEST = 20_000;

const WORD = /[\p{L}\p{N}]/u;
const isWord = (character: string | undefined) => character !== undefined && WORD.test(character);

/** Where the mark that opens at `at` closes; -1 when it does not. A mark hugs its words and stands at their edge. */
function closing(text: string, at: number, mark: string): number {
  if (isWord(text[at - 1]) || /[\s]|^$/.test(text[at + 1] ?? "") || text[at + 1] === mark) return -1;
  for (let end = text.indexOf(mark, at + 2); end !== -1; end = text.indexOf(mark, end + 1)) {
    if (text.slice(at, end).includes("\n")) return -1;
    if (!/\s/.test(text[end - 1] ?? " ") && !isWord(text[end + 1])) return end;
  }
  return -1;
}

function plain(text: string): Inline[] {
  return linkPieces(text).map((piece) =>
    piece.href ? { type: "link", text: piece.text, href: piece.href } : { type: "text", text: piece.text },
  );
}

/** Where addresses stand: marks inside them are part of them. */
function addressAt(text: string, at: number): number {
  return /^https?:\/\/\S+/i.exec(text.slice(at))?.[0].length ?? 0;
}

function inline(text: string, depth: number): Inline[] {
  const pieces: Inline[] = [];
  let from = 0;
  const keep = (to: number) => from < to && pieces.push(...plain(text.slice(from, to)));
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at] ?? "";
    if (mark === "h") at += Math.max(0, addressAt(text, at) - 1);
    const kind = mark === "`" ? "code" : KINDS[mark as keyof typeof KINDS];
    if (!kind || depth >= DEEPEST) continue;
    const end = closing(text, at, mark);
    if (end === -1) continue;
    keep(at);
    const inside = text.slice(at + 1, end);
    pieces.push(kind === "code" ? { type: "code", text: inside } : { type: kind, inside: inline(inside, depth + 1) });
    from = end + 1;
    at = end;
  }
  keep(text.length);
  return pieces;
}

const QUOTE = /^> ?(.+)$/;
const ITEM = /^(?:([-*•])|(\d{1,3}\.)) (.+)$/;

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const close = () => {
    if (lines.length > 0) blocks.push({ type: "lines", inside: inline(lines.join("\n"), 0) });
    lines = [];
  };
  for (const line of text.split("\n")) {
    const quote = QUOTE.exec(line);
    const item = ITEM.exec(line);
    if (!quote && !item) {
      lines.push(line);
      continue;
    }
    close();
    if (quote) blocks.push({ type: "quote", inside: inline(quote[1] ?? "", 0) });
    if (item) blocks.push({ type: "item", mark: item[2] ?? "•", inside: inline(item[3] ?? "", 0) });
  }
  close();
  return blocks;
}

/** The text block by block. */
export function marksOf(text: string): Block[] {
  if (text.length > LONGEST) return [{ type: "lines", inside: [{ type: "text", text }] }];
  const parts = text.split(/```([\s\S]+?)```/);
  return parts.flatMap((part, index): Block[] => {
    if (index % 2 === 1) return [{ type: "code", text: part.replace(/^\n|\n$/g, "") }];
    const trimmed = part.replace(index > 0 ? /^\n/ : /^$/, "").replace(index < parts.length - 1 ? /\n$/ : /$^/, "");
    return trimmed === "" ? [] : blocksOf(trimmed);
  });
}
