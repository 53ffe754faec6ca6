// What stands in the search box, as words and filters, so that filters can be shown and taken away one by one. Pure.
// The server reads the same text; see its search_query.rs.

export type FilterName = "from" | "label" | "has" | "before" | "after";

export interface Filter {
  name: FilterName;
  value: string;
}

export interface Search {
  words: string;
  filters: Filter[];
}

const NAMES: readonly string[] = ["from", "label", "has", "before", "after"];
/** A piece without blanks, where quotation marks hold blanks together. */
const PIECE = /(?:[^\s"]|"[^"]*"?)+/g;

export function parseSearch(typed: string): Search {
  const words: string[] = [];
  const filters: Filter[] = [];
  for (const piece of typed.match(PIECE) ?? []) {
    const colon = piece.indexOf(":");
    const name = piece.slice(0, Math.max(colon, 0)).toLowerCase();
    const value = piece.slice(colon + 1).replaceAll('"', "");
    if (NAMES.includes(name) && value !== "") filters.push({ name: name as FilterName, value });
    else words.push(piece);
  }
  return { words: words.join(" "), filters };
}

function written({ name, value }: Filter): string {
  return `${name}:${/\s/.test(value) ? `"${value}"` : value}`;
}

export function formatSearch({ words, filters }: Search): string {
  return [words, ...filters.map(written)].filter(Boolean).join(" ");
}

/** The search with this filter instead of any of the same name; an empty value takes it away. */
export function withFilter(typed: string, name: FilterName, value: string): string {
  const { words, filters } = parseSearch(typed);
  const others = filters.filter((filter) => filter.name !== name);
  return formatSearch({ words, filters: value === "" ? others : [...others, { name, value }] });
}

/** The text cut where the searched words are, so that they can be marked. Matches without case and accents. */
export function marked(text: string, words: string): { text: string; hit: boolean }[] {
  const wanted = words.match(/[\p{L}\p{N}]+/gu)?.map(plain) ?? [];
  if (wanted.length === 0) return [{ text, hit: false }];
  const pieces: { text: string; hit: boolean }[] = [];
  for (const [piece] of text.matchAll(/[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+/gu)) {
    const hit = wanted.some((word) => plain(piece).startsWith(word));
    const last = pieces.at(-1);
    if (last && last.hit === hit) last.text += piece;
    else pieces.push({ text: piece, hit });
  }
  return pieces;
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}
