// The walk's own small rules. Pure.
import type { Walk, WalkReport, WalkStep } from "@/api/types";
import { regional } from "@/lib/region";

/** Still to be gone, or being gone. */
export const isUnderWay = ({ state }: Pick<Walk, "state">): boolean => state === "waiting" || state === "running";

/** Over, and not the whole way was gone. */
export const brokeOff = ({ state }: Pick<Walk, "state">): boolean => state !== "done" && !isUnderWay({ state });

/** The step that is tried now, or comes next. */
export const stepNow = (steps: WalkStep[]): WalkStep | undefined =>
  steps.find(({ state }) => state === "asked") ?? steps.find(({ state }) => state === "waiting");

export const failed = (steps: WalkStep[]): WalkStep[] => steps.filter(({ passed }) => passed === false);

/** The longest a customer waited, in milliseconds; nothing where nothing was answered. */
export function longest({ steps }: Pick<WalkReport, "steps">): number | null {
  const took = steps.map(({ outcome }) => outcome.took_ms).filter((ms) => typeof ms === "number");
  return took.length > 0 ? Math.max(...took) : null;
}

/** "6.2 sec" in the reader's language. */
export function formatSeconds(ms: number, language: string): string {
  const seconds = ms / 1000;
  return new Intl.NumberFormat(regional(language), {
    style: "unit",
    unit: "second",
    unitDisplay: "short",
    maximumFractionDigits: seconds < 10 ? 1 : 0,
  }).format(seconds);
}
