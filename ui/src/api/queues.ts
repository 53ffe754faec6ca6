// The queues of the inbox, in the order of urgency.
import type { Queue } from "./types";

export const QUEUES: readonly Queue[] = ["needs_person", "ai", "waiting", "unassigned", "mine", "snoozed", "done", "practice", "all"];

export function isQueue(value: unknown): value is Queue {
  return QUEUES.some((queue) => queue === value);
}
