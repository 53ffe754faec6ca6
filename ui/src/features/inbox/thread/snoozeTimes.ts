// Sensible moments to look at a conversation again. Pure.

export type SnoozeChoice = "later" | "tomorrow" | "week";

/** When a working day begins for a snoozed conversation, in hours. */
const MORNING = 9;
const HOUR = 60 * 60_000;

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
}

/** In three hours, tomorrow morning, or the morning of next Monday. */
export function snoozeTime(choice: SnoozeChoice, now: Date): Date {
  switch (choice) {
    case "later":
      return new Date(Math.ceil((now.getTime() + 3 * HOUR) / (HOUR / 4)) * (HOUR / 4));
    case "tomorrow":
      return morning(now, 1);
    case "week":
      return morning(now, ((8 - now.getDay()) % 7) || 7);
  }
}

/** The value a date-and-time field takes, in the reader's own time zone. */
export function fieldValue(when: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}T${two(when.getHours())}:${two(when.getMinutes())}`;
}
