// How the words of a source stand once somebody decided: what loses answers no more only while the other one stands.
import { describe, expect, it } from "vitest";
import type { Disagreement, DisagreementSide } from "@/api/types";
import { standing } from "./DecidedCard";

const side = (source_id: string, more: Partial<DisagreementSide> = {}): DisagreementSide => ({
  text: `said by ${source_id}`,
  states_more: false,
  sources: 1,
  places: [{ source_id, title: source_id, heading: "" }],
  ...more,
});
const decided = (more: Partial<Disagreement>): Disagreement => ({
  id: "1",
  kind: "hours",
  day: 7,
  one: side("page"),
  other: side("leaflet"),
  found_at: "2026-11-21T10:00:00Z",
  decided_at: "2026-11-21T11:00:00Z",
  ...more,
});

describe("how the words of a source stand", () => {
  it("counts for the winner and puts the other one aside", () => {
    expect(standing(decided({ winner: "one" }), "page").word).toBe("counts");
    const lost = standing(decided({ winner: "one" }), "leaflet");
    expect([lost.word, lost.own.text, lost.rival.text]).toEqual(["aside", "said by leaflet", "said by page"]);
  });

  it("keeps the rest of words that state more", () => {
    const more = { other: side("leaflet", { states_more: true }) };
    expect(standing(decided({ winner: "one", ...more }), "leaflet").word).toBe("figureAside");
  });

  it("counts again once the winner is gone", () => {
    const gone = { one: side("page", { places: [], sources: 0, text: "" }) };
    expect(standing(decided({ winner: "one", ...gone }), "leaflet").word).toBe("again");
  });

  it("is right on both sides when somebody said so", () => {
    expect(standing(decided({ winner: "both" }), "leaflet").word).toBe("both");
  });
});
