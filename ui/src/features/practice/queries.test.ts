// The right conversation stands beside the phone, whatever the customer is known by.
import { describe, expect, it } from "vitest";
import type { Conversation } from "@/api/types";
import { isWith } from "./queries";

const conversation = (contact: Partial<Conversation["contact"]>, practice = true) =>
  ({ practice, contact: { id: "1", ...contact } }) as Conversation;

describe("isWith", () => {
  it("knows a customer by phone, however it is written", () => {
    expect(isWith(conversation({ phone: "393331234567", name: "Else" }), { id: "9", name: "Lucia", phone: "+39 333 123 4567" })).toBe(true);
    expect(isWith(conversation({ phone: "393331234568", name: "Lucia" }), { id: "9", name: "Lucia", phone: "+39 333 123 4567" })).toBe(
      false,
    );
  });

  it("knows one without a phone by the username, else by the name", () => {
    expect(isWith(conversation({ username: "marta.b" }), { id: "9", name: "Marta", username: "@marta.b" })).toBe(true);
    expect(isWith(conversation({ name: "Marta" }), { id: "9", name: "Marta" })).toBe(true);
  });

  it("never takes a real customer for one of practice", () => {
    expect(isWith(conversation({ name: "Marta" }, false), { id: "9", name: "Marta" })).toBe(false);
  });
});
