// The bell rings for what began to need me, and for nothing else.
import { describe, expect, it } from "vitest";
import type { Conversation } from "@/api/types";
import { newlyWaiting, seenOf } from "./waiting";

const ME = "1";

function conversation(
  id: string,
  { from = "customer", at = "2026-11-28T10:00:00Z", assignee = null as string | null, needs = null as string | null } = {},
): Conversation {
  return {
    id,
    assignee: assignee ? { id: assignee, name: "Zara" } : null,
    needs_person: needs ? { reason: "complaint", at: needs } : null,
    last_message: { author: from, at, kind: "text", text: "ciao", state: "received" },
  } as unknown as Conversation;
}

const ringsFor = (before: Conversation[], now: Conversation[]) => newlyWaiting(seenOf(before), now, ME).map(({ id }) => id);

describe("newlyWaiting", () => {
  it("rings for a conversation that came into the queue, not for those that were there", () => {
    const old = conversation("7");
    expect(ringsFor([old], [conversation("8"), old])).toEqual(["8"]);
  });

  it("rings again when the customer writes again", () => {
    expect(ringsFor([conversation("7")], [conversation("7", { at: "2026-11-28T10:01:00Z" })])).toEqual(["7"]);
  });

  it("keeps quiet when a colleague answers, or a conversation leaves", () => {
    const before = [conversation("7", { needs: "2026-11-28T09:59:00Z" }), conversation("8")];
    expect(ringsFor(before, [conversation("7", { needs: "2026-11-28T09:59:00Z", from: "person", at: "2026-11-28T10:02:00Z" })])).toEqual(
      [],
    );
  });

  it("rings for a message that failed, though the shop spoke last", () => {
    expect(ringsFor([], [conversation("7", { from: "person", needs: "2026-11-28T10:00:00Z" })])).toEqual(["7"]);
  });

  it("leaves a colleague's conversations to the colleague", () => {
    expect(ringsFor([], [conversation("7", { assignee: "2" }), conversation("8", { assignee: ME })])).toEqual(["8"]);
  });
});
