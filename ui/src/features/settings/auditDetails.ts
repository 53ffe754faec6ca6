// What an entry of the activity log tells besides its name: labels and people by their names, plain words and numbers as
// they are. Pure.

type Named = readonly { id: string; name: string }[];

/** Ids say nothing to people, nor does what is not the case. */
function plain(key: string, value: unknown): string | null {
  const words = key.replaceAll("_", " ");
  if (value === true) return words;
  if (typeof value === "number") return `${words}: ${value}`;
  return typeof value === "string" && value !== "" && !/^\d{10,}$/.test(value) ? `${words}: ${value}` : null;
}

const namesOf = (ids: readonly unknown[], known: Named) => ids.flatMap((id) => known.find((each) => each.id === String(id))?.name ?? []);

/** The details in the order in which they were written. Names no longer known are left out. */
export function auditDetails(details: unknown, labels: Named, people: Named): string[] {
  if (typeof details !== "object" || details === null) return [];
  return Object.entries(details).flatMap(([key, value]) => {
    if (key === "labels" && Array.isArray(value)) return namesOf(value, labels);
    if ((key === "assignee" || key === "person") && typeof value === "string" && /^\d+$/.test(value)) return namesOf([value], people);
    return plain(key, value) ?? [];
  });
}

/** The conversation an entry is about, or null. */
export function conversationOf(action: string, subject: string): string | null {
  return action.startsWith("conversation.") && /^\d+$/.test(subject) ? subject : null;
}
