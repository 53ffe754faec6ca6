// A list that does not move under the eyes of a reader: what arrives or climbs waits until it is asked for. Pure.

interface Row {
  id: string;
}

export interface Held<T> {
  rows: T[];
  /** Rows that would stand elsewhere, or are new. */
  waiting: number;
}

/** The rows in the order `held` remembers. Rows that left the list go; rows loaded at the foot join there. */
export function holdStill<T extends Row>(held: readonly string[] | null, live: readonly T[]): Held<T> {
  if (!held) return { rows: [...live], waiting: 0 };
  const place = new Map(live.map((row, index) => [row.id, index]));
  const known = held.filter((id) => place.has(id));
  const isKnown = new Set(known);
  const lowest = known.reduce((most, id) => Math.max(most, place.get(id) ?? 0), -1);
  const added = live.filter((row, index) => !isKnown.has(row.id) && index > lowest);
  const arrived = live.filter((row, index) => !isKnown.has(row.id) && index < lowest);
  const rows = known.map((id) => live[place.get(id) ?? 0]).filter((row): row is T => row !== undefined);
  return { rows: [...rows, ...added], waiting: arrived.length + climbed(known, place) };
}

/** How many of the known rows stand above a row they stood below. */
function climbed(known: readonly string[], place: ReadonlyMap<string, number>): number {
  let deepest = -1;
  let count = 0;
  for (const id of known) {
    const at = place.get(id) ?? 0;
    if (at < deepest) count += 1;
    deepest = Math.max(deepest, at);
  }
  return count;
}
