// What an entry of the activity log tells besides its name: labels and people by their names, plain words and numbers in the
// reader's language. Pure.

type Named = readonly { id: string; name: string }[];

/** How the reader says it: what a detail is called, what a known word means, when a moment was. */
export interface DetailWords {
  name: (key: string) => string;
  value: (word: string, key: string) => string;
  time: (at: string) => string;
  money: (micros: number) => string;
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/;

/** Ids say nothing to people, nor does what is not the case. */
function plain(key: string, value: unknown, words: DetailWords): string | null {
  if (value === true) return words.name(key);
  if (typeof value === "number" && key.endsWith("_micros")) return `${words.name(key)}: ${words.money(value)}`;
  if (typeof value === "number") return `${words.name(key)}: ${value}`;
  if (Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === "string" && !/^\d+$/.test(word)))
    return `${words.name(key)}: ${value.map((word) => words.value(String(word), key)).join(", ")}`;
  if (typeof value !== "string" || value === "" || /^\d{10,}$/.test(value)) return null;
  return `${words.name(key)}: ${MOMENT.test(value) ? words.time(value) : words.value(value, key)}`;
}

const namesOf = (ids: readonly unknown[], known: Named) => ids.flatMap((id) => known.find((each) => each.id === String(id))?.name ?? []);

/** The details in the order in which they were written. Names no longer known are left out. */
export function auditDetails(details: unknown, labels: Named, people: Named, words: DetailWords): string[] {
  if (typeof details !== "object" || details === null) return [];
  return Object.entries(details).flatMap(([key, value]) => {
    if (key === "labels" && Array.isArray(value)) return namesOf(value, labels);
    if ((key === "assignee" || key === "person") && typeof value === "string" && /^\d+$/.test(value)) return namesOf([value], people);
    return plain(key, value, words) ?? [];
  });
}

/** The conversation an entry is about, or null. */
export function conversationOf(action: string, subject: string): string | null {
  return action.startsWith("conversation.") && /^\d+$/.test(subject) ? subject : null;
}
