// What two texts differ in, line by line. Pure.
import type { FaqPair } from "@/api/types";

export interface Line {
  kind: "same" | "gone" | "new";
  text: string;
}

/** Lines compared one by one, beside what both begin and end with; of more, the whole middle counts as changed. */
const MOST_COMPARED = 1500;

export function diffOf(before: string, after: string): Line[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const same = (text: string): Line => ({ kind: "same", text });
  return [
    ...old.slice(0, start).map(same),
    ...middle(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...old.slice(old.length - end).map(same),
  ];
}

function middle(old: string[], now: string[]): Line[] {
  const gone = (text: string): Line => ({ kind: "gone", text });
  const added = (text: string): Line => ({ kind: "new", text });
  if (old.length > MOST_COMPARED || now.length > MOST_COMPARED) return [...old.map(gone), ...now.map(added)];
  // The longest common part of every two rests of the texts.
  const width = now.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  const at = (row: number, column: number) => longest[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = now.length - 1; column >= 0; column -= 1)
      longest[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    const [left, right] = [old[row], now[column]];
    if (left !== undefined && left === right) {
      lines.push({ kind: "same", text: left });
      row += 1;
      column += 1;
    } else if (left !== undefined && (right === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push(gone(left));
      row += 1;
    } else {
      lines.push(added(right ?? ""));
      column += 1;
    }
  }
  return lines;
}

/** Only what changed, with this many lines around it; null stands for lines left out. */
export function aroundChanges(lines: Line[], around = 2): (Line | null)[] {
  const near = (index: number) => lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== "same");
  const shown: (Line | null)[] = [];
  lines.forEach((line, index) => {
    if (near(index)) shown.push(line);
    else if (shown[shown.length - 1] !== null) shown.push(null);
  });
  return shown;
}

/** Questions and answers as text, to be compared. */
export function textOf(said: { text?: string | null; pairs?: FaqPair[] | null }): string {
  if (!said.pairs) return said.text ?? "";
  return said.pairs
    .map(({ question, answer, phrasings }) => [question, ...(phrasings ?? []).map((other) => `  ${other}`), answer].join("\n"))
    .join("\n\n");
}
