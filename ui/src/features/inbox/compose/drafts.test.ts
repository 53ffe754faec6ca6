// Drafts outlive a reload, stay apart per conversation and tab, and leave no trace once sent.
import { beforeEach, describe, expect, it } from "vitest";
import { readDraft, writeDraft } from "./drafts";

beforeEach(() => localStorage.clear());

describe("drafts", () => {
  it("keeps each conversation's and each tab's own words", () => {
    writeDraft("1", "reply", "Buongiorno");
    writeDraft("1", "note", "ask Marco");
    writeDraft("2", "reply", "Ciao");
    expect([readDraft("1", "reply"), readDraft("1", "note"), readDraft("2", "reply"), readDraft("2", "note")]).toEqual([
      "Buongiorno",
      "ask Marco",
      "Ciao",
      "",
    ]);
  });

  it("forgets an emptied draft altogether", () => {
    writeDraft("1", "reply", "Buongiorno");
    writeDraft("1", "reply", "  ");
    expect(localStorage.length).toBe(0);
  });

  it("keeps a limited number and always the one being written", () => {
    for (let id = 0; id < 260; id += 1) writeDraft(String(id), "reply", "x");
    expect(localStorage.length).toBeLessThanOrEqual(201);
    expect(readDraft("259", "reply")).toBe("x");
  });
});
