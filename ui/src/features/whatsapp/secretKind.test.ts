// Pasted into the wrong field is the most common mistake: the two shapes must not be confused.
import { describe, expect, it } from "vitest";
import { secretKind } from "./secretKind";

describe("secretKind", () => {
  it("tells the two values apart", () => {
    expect(secretKind(" 0123456789abcdef0123456789ABCDEF ")).toBe("app_secret");
    expect(secretKind("EAAGm0PX4ZCpsBAKZC1234567890abcdef")).toBe("token");
    expect(secretKind("hello")).toBe("unknown");
    expect(secretKind("")).toBe("unknown");
  });
});
