// The log names labels and people, never their ids.
import { describe, expect, it } from "vitest";
import { auditDetails, conversationOf, type DetailWords } from "./auditDetails";

const labels = [{ id: "7324000000000001", name: "Natale" }];
const people = [{ id: "7324000000000009", name: "Zara" }];

const words: DetailWords = {
  name: (key) => (key === "tries" ? "tentativi" : key),
  value: (word) => (word === "owner" ? "Titolare" : word),
  time: () => "ieri",
  money: (micros) => `${micros / 1_000_000} USD`,
};

describe("auditDetails", () => {
  it("names labels and people, and leaves out who is not known", () => {
    expect(auditDetails({ labels: ["7324000000000001", "7324000000000002"] }, labels, people, words)).toEqual(["Natale"]);
    expect(auditDetails({ assignee: "7324000000000009" }, labels, people, words)).toEqual(["Zara"]);
    expect(auditDetails({ assignee: null }, labels, people, words)).toEqual([]);
  });
  it("tells words and numbers, no ids and nothing that is not the case", () => {
    expect(
      auditDetails({ address: "127.0.0.1", tries: 3, forced: true, quiet: false, id: "7324000000000001" }, labels, people, words),
    ).toEqual(["address: 127.0.0.1", "tentativi: 3", "forced"]);
    expect(auditDetails(null, labels, people, words)).toEqual([]);
  });
  it("says known words and moments as the reader does", () => {
    expect(auditDetails({ role: "owner", snooze_until: "2026-11-30T08:00:00Z", name: "2026" }, labels, people, words)).toEqual([
      "role: Titolare",
      "snooze_until: ieri",
      "name: 2026",
    ]);
  });
  it("tells amounts of money and several words at once", () => {
    expect(auditDetails({ limit_micros: 2_500_000, roles: ["owner", "manager"], ids: ["7"], none: [] }, labels, people, words)).toEqual([
      "limit_micros: 2.5 USD",
      "roles: Titolare, manager",
    ]);
  });
  it("knows which conversation it is about", () => {
    expect(conversationOf("conversation.labelled", "7324000000000003")).toBe("7324000000000003");
    expect(conversationOf("shop.changed", "")).toBeNull();
  });
});
