// Somebody who comes back goes on where they stopped.
import { describe, expect, it } from "vitest";
import type { Check, NumberConnection } from "@/api/types";
import { isUnfinished, readWizardPlace, resumeAt } from "./steps";

const check = (id: Check["id"], status: Check["status"]): Check => ({ id, status, title: id, detail: "", fixable: false });
const connection = (patch: Partial<NumberConnection>): NumberConnection => ({
  id: "1",
  environment: "meta",
  status: "connected",
  checks: [],
  coexistence: false,
  notices: [],
  has_pin: false,
  registration: { attempts: 0, limit: 10 },
  signature_failures: { count: 0 },
  ...patch,
});

describe("resumeAt", () => {
  it("asks for the code first when Meta wants it", () => {
    expect(resumeAt(connection({ checks: [check("token", "fail"), check("phone_code", "fail")] }))).toBe("code");
  });

  it("looks at the checks while one is broken or none has run", () => {
    expect(resumeAt(connection({}))).toBe("checks");
    expect(resumeAt(connection({ checks: [check("token", "ok"), check("override", "fail")] }))).toBe("checks");
  });

  it("waits for the hello when all is well, warnings or not", () => {
    expect(resumeAt(connection({ checks: [check("token", "ok"), check("payment", "warn")] }))).toBe("hello");
  });
});

describe("isUnfinished", () => {
  it("is over with the first message", () => {
    expect(isUnfinished(connection({}))).toBe(true);
    expect(isUnfinished(connection({ first_message_at: "2026-11-21T10:00:00Z" }))).toBe(false);
  });

  it("never nags about the practice phone", () => {
    expect(isUnfinished(connection({ environment: "practice" }))).toBe(false);
  });
});

describe("readWizardPlace", () => {
  it("takes nothing it does not know", () => {
    expect(readWizardPlace({ step: "hack", number: 7314 })).toEqual({ number: "7314" });
    expect(readWizardPlace({ step: "secret" })).toEqual({ step: "secret" });
  });
});
