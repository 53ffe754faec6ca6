// What the first customer of a broadcast would read, out of the filled-in template the server shows.
import type { ButtonType } from "@/api/types";
import { listAt, recordOf, textAt } from "@/lib/json";

const BUTTONS: readonly ButtonType[] = ["quick_reply", "url", "phone_number", "copy_code"];

export interface Sample {
  header: string | null;
  body: string;
  footer: string | null;
  buttons: { type: ButtonType; text: string }[];
}

/** Nothing when there are no words to show. */
export function sampleOf(value: unknown): Sample | null {
  const body = textAt(value, "body");
  if (!body) return null;
  const buttons = listAt(value, "buttons").map((button) => ({
    type: BUTTONS.find((known) => known === textAt(button, "type")) ?? "quick_reply",
    text: textAt(button, "text") ?? "",
  }));
  return { header: textAt(recordOf(value).header, "text") ?? null, body, footer: textAt(value, "footer") ?? null, buttons };
}
