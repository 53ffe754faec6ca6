// New arrivals wait while somebody reads.
import { describe, expect, it } from "vitest";
import { holdStill } from "./holdStill";

const rows = (ids: string) => [...ids].map((id) => ({ id }));
const order = (held: string | null, live: string) => {
  const result = holdStill(held === null ? null : [...held], rows(live));
  return [result.rows.map((row) => row.id).join(""), result.waiting];
};

describe("holdStill", () => {
  it("follows the live list when nobody reads", () => expect(order(null, "cab")).toEqual(["cab", 0]));
  it("keeps new rows waiting", () => expect(order("abc", "xyabc")).toEqual(["abc", 2]));
  it("keeps a row that climbed where it was", () => expect(order("abc", "cab")).toEqual(["abc", 1]));
  it("lets rows go that left", () => expect(order("abc", "ac")).toEqual(["ac", 0]));
  it("lets rows loaded below join", () => expect(order("abc", "abcde")).toEqual(["abcde", 0]));
  it("does all of it at once", () => expect(order("abcd", "xdabef")).toEqual(["abdef", 2]));
});
