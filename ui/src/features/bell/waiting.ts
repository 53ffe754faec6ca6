// Which conversations began to need me since the last look: what the bell rings for.
import type { Conversation } from "@/api/types";

/** What was seen: each conversation that needs a person, with what it was about. */
export type Seen = ReadonlyMap<string, string>;

/** A conversation rings again when the customer writes again, or when it needs a person for another reason. */
function matter({ last_message: last, needs_person: needs }: Conversation): string {
  return `${needs?.at ?? ""}/${last?.author === "customer" ? last.at : ""}`;
}

/** Whether it is for me to look: mine, or nobody's. Practice never rings in earnest elsewhere, but here it shows how it works. */
const isForMe = ({ assignee }: Conversation, me: string) => !assignee || assignee.id === me;

export function seenOf(conversations: readonly Conversation[]): Seen {
  return new Map(conversations.map((conversation) => [conversation.id, matter(conversation)]));
}

/** Those that are new or newly matter. A reply of a colleague or of the assistant is no reason to ring. */
export function newlyWaiting(seen: Seen, now: readonly Conversation[], me: string): Conversation[] {
  return now.filter((conversation) => {
    if (!isForMe(conversation, me)) return false;
    const before = seen.get(conversation.id);
    const after = matter(conversation);
    return before === undefined || (before !== after && !after.endsWith("/"));
  });
}
