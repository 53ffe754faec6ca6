// What changed lately, by topic and id, so that long lists fetch again only the part that is old.
import { onNews, type Topic } from "./live";

/** Pieces of news remembered; a list that missed more than these starts over. */
const MOST = 500;

interface Change {
  number: number;
  topic: Topic;
  id: string;
}

let log: Change[] = [];
let last = 0;

onNews(({ topic, id }) => {
  last += 1;
  log.push({ number: last, topic, id });
  if (log.length > MOST) log = log.slice(-MOST);
});

export function lastChange(): number {
  return last;
}

/** The ids of a topic that changed after a moment; null when that can no longer be told. */
export function changedSince(number: number, topic: Topic): Set<string> | null {
  const later = log.filter((change) => change.number > number);
  if (later.length < last - number || later.some((change) => change.topic === "reset")) return null;
  return new Set(later.filter((change) => change.topic === topic).map((change) => change.id));
}
