// A table as the assistant reads it: a line of names, a line of dashes, a line a row, cells parted by " | ". Pure.

export interface Table {
  columns: string[];
  rows: string[][];
}

/** Rows and columns of one table. */
export const MOST_ROWS = 1000;
export const MOST_COLUMNS = 12;

const clean = (cell: string) => cell.replace(/\s+/g, " ").trim();
const escaped = (cell: string) => clean(cell).replaceAll("\\", "\\\\").replaceAll("|", "\\|");

/** `a | b \| c` as its cells. */
function cellsOf(line: string): string[] {
  const cells = [""];
  for (let at = 0; at < line.length; at += 1) {
    const [letter, next] = [line[at] ?? "", line[at + 1]];
    if (letter === "\\" && (next === "|" || next === "\\")) {
      cells[cells.length - 1] += next;
      at += 1;
    } else if (letter === "|") cells.push("");
    else cells[cells.length - 1] += letter;
  }
  return cells.map((cell) => cell.trim());
}

/** The table a text is, and nothing else is in it; null when there is more or less. */
export function tableOf(text: string): Table | null {
  const lines = text.trim().split("\n");
  const [head, dashes, ...rest] = lines;
  if (!head?.includes("|") || !dashes || !/^-{3,}( \| -{3,})+$/.test(dashes.trim())) return null;
  const columns = cellsOf(head);
  if (rest.some((line) => !line.includes("|"))) return null;
  return { columns, rows: rest.map((line) => fitted(cellsOf(line), columns.length)) };
}

/** As the assistant reads it. Rows without a word are left out. */
export function textOfTable({ columns, rows }: Table): string {
  const kept = rows.filter((row) => row.some((cell) => clean(cell) !== ""));
  const lines = [columns, ...kept].map((cells) => cells.map(escaped).join(" | "));
  return [lines[0], columns.map(() => "---").join(" | "), ...lines.slice(1)].join("\n");
}

/** Whether something stands in it that can be kept. */
export function isTold({ columns, rows }: Table): boolean {
  return columns.length > 1 && columns.every((name) => clean(name) !== "") && rows.some((row) => row.some((cell) => clean(cell) !== ""));
}

const fitted = (cells: string[], width: number) => Array.from({ length: width }, (_, at) => cells[at] ?? "");

export const emptyRow = (table: Table): string[] => table.columns.map(() => "");

/** What a spreadsheet puts on the clipboard: tabs between cells, quotes around those with a line break. */
export function pastedCells(text: string): string[][] {
  const rows: string[][] = [[""]];
  let quoted = false;
  const last = () => rows[rows.length - 1] as string[];
  const add = (letter: string) => {
    const row = last();
    row[row.length - 1] += letter;
  };
  const body = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < body.length; at += 1) {
    const letter = body[at] ?? "";
    const empty = last()[last().length - 1] === "";
    if (quoted && letter === '"' && body[at + 1] === '"') {
      add('"');
      at += 1;
    } else if (letter === '"' && (quoted || empty)) quoted = !quoted;
    else if (!quoted && letter === "\t") last().push("");
    else if (!quoted && letter === "\n") rows.push([""]);
    else add(letter);
  }
  return rows.map((row) => row.map(clean));
}

/** Puts pasted cells in from one cell on, to the right and down; the table grows as far as it may. */
export function withPasted(table: Table, row: number, column: number, cells: string[][]): Table {
  const widest = Math.max(...cells.map((line) => line.length));
  const width = Math.min(MOST_COLUMNS, Math.max(table.columns.length, column + widest));
  const columns = fitted(table.columns, width);
  const height = Math.min(MOST_ROWS, Math.max(table.rows.length, row + cells.length));
  const rows = Array.from({ length: height }, (_, at) => {
    const kept = fitted(table.rows[at] ?? [], width);
    const pasted = cells[at - row];
    return pasted ? kept.map((cell, to) => (to >= column ? (pasted[to - column] ?? cell) : cell)) : kept;
  });
  return { columns, rows };
}

export function withCell(table: Table, row: number, column: number, value: string): Table {
  return { ...table, rows: table.rows.map((cells, at) => (at === row ? cells.map((cell, to) => (to === column ? value : cell)) : cells)) };
}

export function withColumnName(table: Table, column: number, name: string): Table {
  return { ...table, columns: table.columns.map((old, at) => (at === column ? name : old)) };
}

export function withColumn(table: Table): Table {
  return { columns: [...table.columns, ""], rows: table.rows.map((row) => [...row, ""]) };
}

export function withoutColumn(table: Table, column: number): Table {
  const others = (cells: string[]) => cells.filter((_, at) => at !== column);
  return { columns: others(table.columns), rows: table.rows.map(others) };
}

export function withRowAfter(table: Table, row: number): Table {
  return { ...table, rows: [...table.rows.slice(0, row + 1), emptyRow(table), ...table.rows.slice(row + 1)] };
}

export function withoutRow(table: Table, row: number): Table {
  return { ...table, rows: table.rows.filter((_, at) => at !== row) };
}

/** A row one place up or down; the same table where it cannot go further. */
export function withRowMoved(table: Table, row: number, by: -1 | 1): Table {
  const [moved, other] = [table.rows[row], table.rows[row + by]];
  if (!moved || !other) return table;
  return { ...table, rows: table.rows.map((cells, at) => (at === row ? other : at === row + by ? moved : cells)) };
}

/** What was, is and will be again. */
export interface History<T> {
  past: T[];
  now: T;
  future: T[];
}

/** Steps that can be undone. */
const MOST_STEPS = 200;

/** A step; one that goes on writing in the same place (`same`) is one with the last. */
export function step<T>({ past, now }: History<T>, next: T, same = false): History<T> {
  return { past: same && past.length > 0 ? past : [...past, now].slice(-MOST_STEPS), now: next, future: [] };
}

export function undone<T>(history: History<T>): History<T> {
  const before = history.past[history.past.length - 1];
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] };
}

export function redone<T>(history: History<T>): History<T> {
  const [after, ...future] = history.future;
  return after === undefined ? history : { past: [...history.past, history.now], now: after, future };
}
