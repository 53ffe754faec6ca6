// Sensible moments to look at a conversation again. Pure.

export type SnoozeChoice = "later" | "tomorrow" | "monday" | "week";

/** When a working day begins for a snoozed conversation, and until when "later today" is worth offering, in hours. */
const MORNING = 9;
const EVENING = 20;
const HOUR = 60 * 60_000;

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
}

/** In three hours, tomorrow morning, the morning of next Monday, or this day in a week. */
export function snoozeTime(choice: SnoozeChoice, now: Date): Date {
  switch (choice) {
    case "later":
      return new Date(Math.ceil((now.getTime() + 3 * HOUR) / (HOUR / 4)) * (HOUR / 4));
    case "tomorrow":
      return morning(now, 1);
    case "monday":
      return morning(now, ((8 - now.getDay()) % 7) || 7);
    case "week":
      return morning(now, 7);
  }
}

/** What is worth offering now, each moment once: no "later today" in the evening, no Monday that is tomorrow or in a week. */
export function snoozeChoices(now: Date): { choice: SnoozeChoice; when: Date }[] {
  const evening = new Date(now.getFullYear(), now.getMonth(), now.getDate(), EVENING).getTime();
  const seen = new Set<number>();
  return (["later", "tomorrow", "week", "monday"] as const)
    .map((choice) => ({ choice, when: snoozeTime(choice, now) }))
    .filter(({ choice, when }) => {
      if (choice === "later" && when.getTime() > evening) return false;
      if (seen.has(when.getTime())) return false;
      seen.add(when.getTime());
      return true;
    })
    .sort((a, b) => a.when.getTime() - b.when.getTime());
}

/** The value a date-and-time field takes, in the reader's own time zone. */
export function fieldValue(when: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}T${two(when.getHours())}:${two(when.getMinutes())}`;
}
