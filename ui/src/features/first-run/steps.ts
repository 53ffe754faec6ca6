// The steps of the first run, in order. Each can be skipped; the checklist on the home page remembers.

export const STEPS = ["phrase", "shop", "knowledge", "practice", "whatsapp"] as const;
export type Step = (typeof STEPS)[number];

export function isStep(value: string | undefined): value is Step {
  return STEPS.some((step) => step === value);
}

export function stepAfter(step: Step): Step | undefined {
  return STEPS[STEPS.indexOf(step) + 1];
}

export function stepBefore(step: Step): Step | undefined {
  return STEPS[STEPS.indexOf(step) - 1];
}
