// Careful reading of JSON nobody has checked: a wrong shape reads as absent, never as a crash.

export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function textAt(value: unknown, key: string): string | null {
  const found = recordOf(value)[key];
  return typeof found === "string" && found !== "" ? found : null;
}

export function numberAt(value: unknown, key: string): number | null {
  const found = recordOf(value)[key];
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

export function listAt(value: unknown, key: string): unknown[] {
  const found = recordOf(value)[key];
  return Array.isArray(found) ? found : [];
}
