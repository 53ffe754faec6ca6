// What nobody could answer becomes the draft of an answer, never an answer by itself.
import { describe, expect, it } from "vitest";
import type { Gap } from "@/api/types";
import { draftOf } from "./Gaps";

const example = (run_id: string, text: string) => ({ run_id, conversation_id: run_id, text, at: "2026-11-21T10:00:00Z" });
const gap: Gap = {
  question: "Do you repair bicycles?",
  count: 3,
  last_asked_at: "2026-11-21T10:00:00Z",
  examples: [example("1", "Do you repair bicycles?"), example("2", "can you repair my bicycle"), example("3", "can you repair my bicycle")],
  answer: { conversation_id: "2", text: "No, but Ciclofficina does.", at: "2026-11-21T11:00:00Z" },
  run_ids: ["1", "2", "3"],
};

describe("the draft of an answer", () => {
  it("begins with how it was asked and what a person answered", () => {
    const [draft] = draftOf(gap);
    expect(draft?.question).toBe("Do you repair bicycles?");
    expect(draft?.answer).toBe("No, but Ciclofficina does.");
    expect(draft?.phrasings).toBe("can you repair my bicycle");
  });

  it("waits for an answer when nobody gave one", () => {
    expect(draftOf({ ...gap, answer: null })[0]?.answer).toBe("");
  });
});
