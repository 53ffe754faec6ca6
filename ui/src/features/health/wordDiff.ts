// What a person changed of a draft, word by word. Pure.

export interface Piece {
  kind: "same" | "gone" | "new";
  text: string;
}

/** Words as the language has them, with what stands between them kept: joined again they are the text. */
function wordsOf(text: string, language: string | undefined): string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: "word" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** For every pair of places, how many words the rests from there on have in common. */
function commonFrom(before: string[], after: string[]): (i: number, j: number) => number {
  const width = after.length + 1;
  const table = new Uint16Array((before.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      table[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  return at;
}

function add(pieces: Piece[], kind: Piece["kind"], text: string): void {
  const last = pieces.at(-1);
  if (last?.kind === kind) last.text += text;
  else pieces.push({ kind, text });
}

/** The way from one text to the other that keeps the most words. Without "gone" it is `after`, without "new" it is `before`. */
export function wordDiff(before: string, after: string, language?: string): Piece[] {
  const [old, now] = [wordsOf(before, language), wordsOf(after, language)];
  const common = commonFrom(old, now);
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      add(pieces, "same", old[i] ?? "");
      i += 1;
      j += 1;
    } else if (j >= now.length || (i < old.length && common(i + 1, j) >= common(i, j + 1))) {
      add(pieces, "gone", old[i] ?? "");
      i += 1;
    } else {
      add(pieces, "new", now[j] ?? "");
      j += 1;
    }
  }
  return pieces;
}
