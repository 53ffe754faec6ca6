// The way from "how do you use WhatsApp today" to the first hello. Knows nothing of React.
import type { Check, NumberConnection } from "@/api/types";

export const STEPS = ["way", "app", "token", "secret", "number", "code", "checks", "hello"] as const;
export type Step = (typeof STEPS)[number];

export interface WizardPlace {
  step?: Step;
  /** The connection that exists already, once there is one. */
  number?: string;
}

export function readWizardPlace(search: Record<string, unknown>): WizardPlace {
  const step = STEPS.find((candidate) => candidate === search.step);
  const number = typeof search.number === "string" || typeof search.number === "number" ? String(search.number) : undefined;
  return { ...(step && { step }), ...(number && { number }) };
}

function fails(connection: NumberConnection, id: Check["id"]): boolean {
  return connection.checks.some((check) => check.id === id && check.status === "fail");
}

/** Whether Meta still wants the code it sends to the number. */
export function needsCode(connection: NumberConnection): boolean {
  return fails(connection, "phone_code");
}

/** Where to go on with a number that was begun. */
export function resumeAt(connection: NumberConnection): Step {
  if (needsCode(connection)) return "code";
  if (connection.checks.length === 0 || connection.checks.some((check) => check.status === "fail")) return "checks";
  return "hello";
}

/** Begun, but nobody has written to it yet or something is broken. */
export function isUnfinished(connection: NumberConnection): boolean {
  return connection.environment === "meta" && (connection.status !== "connected" || connection.first_message_at == null);
}
