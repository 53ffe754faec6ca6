// Numbers are grouped for the eye; whatever is no number is left alone.
import { describe, expect, it } from "vitest";
import { formatPhone } from "./phone";

describe("formatPhone", () => {
  it.each([
    ["393331234567", "+39 333 123 4567"],
    ["+39 051 123 4567", "+39 051 123 4567"],
    ["14155550123", "+1 415 555 0123"],
    ["+923001234567", "+92 300 123 4567"],
    ["35312345678", "+353 123 456 78"],
  ])("%s becomes %s", (raw, pretty) => {
    expect(formatPhone(raw)).toBe(pretty);
  });

  it.each(["@lucia.b", "", "12", "not a number"])("leaves %j alone", (raw) => {
    expect(formatPhone(raw)).toBe(raw);
  });
});
