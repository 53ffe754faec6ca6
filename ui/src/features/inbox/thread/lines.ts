// What a thread shows, line by line: days, runs of bubbles by one author, events, and where the unread part begins. Pure.
import type { Author, Message } from "@/api/types";
import { sameDay } from "@/lib/dates";

export interface Run {
  type: "run";
  key: string;
  author: Author;
  /** Private notes stand apart from what was sent. */
  note: boolean;
  person: string | null;
  messages: Message[];
}

export type Line =
  | { type: "day"; key: string; at: string }
  | { type: "new"; key: string }
  | { type: "event"; key: string; message: Message }
  | Run;

/** Bubbles of one author closer together than this stand as one group, in milliseconds. */
const RUN_GAP = 5 * 60_000;

function isEvent(message: Message): boolean {
  return message.kind === "event" || message.kind === "system";
}

function continues(run: Run, message: Message): boolean {
  const before = run.messages.at(-1);
  if (!before || run.author !== message.author || run.note !== (message.kind === "note")) return false;
  if (run.person !== (message.person?.id ?? null)) return false;
  return new Date(message.at).getTime() - new Date(before.at).getTime() < RUN_GAP;
}

/** The lines of a thread, oldest first. `firstUnread` is the message above which "new" stands. */
export function linesOf(oldestFirst: readonly Message[], firstUnread: string | null): Line[] {
  const lines: Line[] = [];
  let day: string | null = null;
  for (const message of oldestFirst) {
    if (day === null || !sameDay(day, message.at)) {
      lines.push({ type: "day", key: `day-${message.id}`, at: message.at });
      day = message.at;
    }
    if (message.id === firstUnread) lines.push({ type: "new", key: "new" });
    const last = lines.at(-1);
    if (isEvent(message)) lines.push({ type: "event", key: message.id, message });
    else if (last?.type === "run" && continues(last, message)) last.messages.push(message);
    else
      lines.push({
        type: "run",
        key: message.client_id ?? message.id,
        author: message.author,
        note: message.kind === "note",
        person: message.person?.id ?? null,
        messages: [message],
      });
  }
  return lines;
}

/** The lines day by day, so that a day's heading can stay in sight just as long as its day. */
export function daysOf(lines: readonly Line[]): Line[][] {
  const days: Line[][] = [];
  for (const line of lines) {
    if (line.type === "day" || days.length === 0) days.push([]);
    days.at(-1)?.push(line);
  }
  return days;
}

/** The oldest message of the customer that is still unread, when the last `unread` of them are. */
export function firstUnreadOf(newestFirst: readonly Message[], unread: number): string | null {
  if (unread <= 0) return null;
  const theirs = newestFirst.filter((message) => message.direction === "in" && !isEvent(message));
  return theirs[Math.min(unread, theirs.length) - 1]?.id ?? null;
}
