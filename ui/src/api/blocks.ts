// A long list, kept in blocks as it was fetched. Refreshing fetches the head and the blocks that hold something changed,
// so a list scrolled far down costs no more than one at its top. Knows nothing of what the rows are.
import type { Page } from "./types";

export interface Block<T> {
  /** Where it starts; null for the head. */
  cursor: string | null;
  rows: T[];
  /** Where the next one starts; null at the end of the list. */
  next: string | null;
}

export interface Blocks<T> {
  blocks: Block<T>[];
  /** The number of the last change it knows of. */
  asOf: number;
}

export type FetchBlock<T> = (cursor: string | null) => Promise<Page<T>>;

interface Row {
  id: string;
}

/** Blocks fetched again at most in one refresh; the rest of a list that changed more is dropped and fetched when scrolled to. */
const MOST_AT_ONCE = 4;

function toBlock<T>(cursor: string | null, page: Page<T>): Block<T> {
  return { cursor, rows: page.items, next: page.next_cursor ?? null };
}

/** Every row once, in order. */
export function rowsOf<T extends Row>(list: Blocks<T> | undefined): T[] {
  const seen = new Set<string>();
  const rows: T[] = [];
  for (const row of list?.blocks.flatMap((block) => block.rows) ?? []) {
    if (seen.has(row.id)) continue;
    seen.add(row.id);
    rows.push(row);
  }
  return rows;
}

export function hasMore(list: Blocks<unknown> | undefined): boolean {
  return (list?.blocks.at(-1)?.next ?? null) !== null;
}

/** The head as it is now, with the rows that slid off its foot kept below, until the next block begins. */
function newHead<T extends Row>(old: Block<T>, page: Page<T>, changed: ReadonlySet<string>, isLast: boolean): Block<T> {
  const next = page.next_cursor ?? null;
  if (next === null) return toBlock(null, page);
  const fresh = new Set(page.items.map((row) => row.id));
  const slid = old.rows.filter((row) => !fresh.has(row.id) && !changed.has(row.id));
  if (isLast || slid.length === 0) return { cursor: null, rows: page.items, next: isLast ? next : old.next };
  return { cursor: null, rows: [...page.items, ...slid], next: old.next };
}

/** The list as it is now. `changed` are the ids that are old; null when everything may be. */
export async function refreshed<T extends Row>(
  old: Blocks<T> | undefined,
  changed: ReadonlySet<string> | null,
  asOf: number,
  fetchBlock: FetchBlock<T>,
): Promise<Blocks<T>> {
  const page = await fetchBlock(null);
  const [head, ...tail] = old?.blocks ?? [];
  if (!head || changed === null || page.next_cursor === null) return { blocks: [toBlock(null, page)], asOf };
  const holdsOld = (block: Block<T>) => block.rows.some((row) => changed.has(row.id));
  const stale = tail.filter(holdsOld);
  if (stale.length > MOST_AT_ONCE) return { blocks: [toBlock(null, page)], asOf };
  const renewed = await Promise.all(
    tail.map(async (block) => (stale.includes(block) ? toBlock(block.cursor, await fetchBlock(block.cursor)) : block)),
  );
  return { blocks: [newHead(head, page, changed, tail.length === 0), ...renewed], asOf };
}

/** The list with one block more at its end. */
export async function extended<T>(list: Blocks<T>, fetchBlock: FetchBlock<T>): Promise<Blocks<T>> {
  const cursor = list.blocks.at(-1)?.next ?? null;
  if (cursor === null) return list;
  return { ...list, blocks: [...list.blocks, toBlock(cursor, await fetchBlock(cursor))] };
}

/** Whether something in the query cache is such a list: other answers live under the same keys. */
export function isBlocks<T>(data: unknown): data is Blocks<T> {
  return typeof data === "object" && data !== null && "blocks" in data;
}

/** The list with every row passed through `change`; null takes a row out. */
export function mapRows<T>(list: Blocks<T>, change: (row: T) => T | null): Blocks<T> {
  const blocks = list.blocks.map((block) => ({
    ...block,
    rows: block.rows.map(change).filter((row): row is NonNullable<typeof row> => row !== null),
  }));
  return { ...list, blocks };
}

/** The list with a row put first, unless it is there. */
export function withFirst<T extends Row>(list: Blocks<T>, row: T): Blocks<T> {
  const [head, ...tail] = list.blocks;
  if (!head || rowsOf(list).some((other) => other.id === row.id)) return list;
  return { ...list, blocks: [{ ...head, rows: [row, ...head.rows] }, ...tail] };
}
