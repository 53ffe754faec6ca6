// When a source counts, as the clock says.
import type { KnowledgeSource } from "@/api/types";

type Validity = KnowledgeSource["validity"];
export type Standing = "counts" | "ends" | "off" | "later" | "over";

export function standingOf({ enabled, from, until }: Validity, now: Date): Standing {
  if (!enabled) return "off";
  if (from && new Date(from) > now) return "later";
  if (until && new Date(until) <= now) return "over";
  return until ? "ends" : "counts";
}

/** A moment as a field for date and time holds it, in the time of this place: "2027-04-01T08:00". */
export function toField(moment: string | null | undefined): string {
  if (!moment) return "";
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The moment a field holds; null when it is empty. */
export function fromField(value: string): string | null {
  const at = new Date(value);
  return value === "" || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
