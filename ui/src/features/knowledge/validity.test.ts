import { describe, expect, it } from "vitest";
import { fromField, standingOf, toField } from "./validity";

const now = new Date("2027-04-03T10:00:00Z");

describe("when a source counts", () => {
  it("is told by the clock, the last moment not included", () => {
    expect(standingOf({ enabled: true }, now)).toBe("counts");
    expect(standingOf({ enabled: false, until: "2028-01-01T00:00:00Z" }, now)).toBe("off");
    expect(standingOf({ enabled: true, from: "2027-04-03T10:00:01Z" }, now)).toBe("later");
    expect(standingOf({ enabled: true, from: "2027-04-03T10:00:00Z", until: "2027-04-07T10:00:00Z" }, now)).toBe("ends");
    expect(standingOf({ enabled: true, until: "2027-04-03T10:00:00Z" }, now)).toBe("over");
  });

  it("comes back from its field as it went in", () => {
    for (const moment of ["2027-04-01T06:00:00.000Z", "2027-12-31T23:59:00.000Z"]) expect(fromField(toField(moment))).toBe(moment);
    expect(toField(null)).toBe("");
    expect(fromField("")).toBeNull();
    expect(fromField("soon")).toBeNull();
  });
});
