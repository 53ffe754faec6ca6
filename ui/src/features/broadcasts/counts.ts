// How far a broadcast has come, in shares of all who were to get it. Knows nothing of React.
import type { Broadcast, BroadcastState, RecipientState } from "@/api/types";
import type { Tone } from "@/ui/Badge";

/** As told to the reader: each state holds those who have come that far and no farther. */
export const RECIPIENT_STATES = ["read", "delivered", "sent", "queued", "failed", "skipped"] as const satisfies RecipientState[];

export function totalOf(counts: Broadcast["counts"]): number {
  return RECIPIENT_STATES.reduce((sum, state) => sum + counts[state], 0);
}

/** Between 0 and 1: who no longer waits. */
export function doneShare(counts: Broadcast["counts"]): number {
  const total = totalOf(counts);
  return total === 0 ? 0 : (total - counts.queued) / total;
}

export const broadcastTones: Record<BroadcastState, Tone> = {
  draft: "plain",
  sending: "brass",
  paused: "warn",
  stopped: "plain",
  done: "good",
};
export const recipientTones: Record<RecipientState, Tone> = {
  queued: "plain",
  sent: "note",
  delivered: "good",
  read: "good",
  failed: "bad",
  skipped: "warn",
};
