// Files are recognised by what systems tell of them, and by their ending when they tell nothing.
import { describe, expect, it } from "vitest";
import type { Limits } from "@/api/messageTypes";
import { acceptOf, kindOf, needsRemake, typeOf } from "./fileKinds";

const limits = {
  files: [
    { kind: "audio", mime_types: ["audio/mpeg", "audio/mp4", "audio/ogg"], bytes: 16 },
    { kind: "image", mime_types: ["image/jpeg", "image/png"], bytes: 5 },
    { kind: "sticker", mime_types: ["image/webp"], bytes: 1 },
    { kind: "document", mime_types: ["application/pdf"], bytes: 100 },
  ],
} as Limits;

describe("typeOf", () => {
  it("takes the type as told, under its usual name", () => {
    expect(typeOf({ name: "a", type: "audio/ogg; codecs=opus" })).toBe("audio/ogg");
    expect(typeOf({ name: "a.m4a", type: "audio/x-m4a" })).toBe("audio/mp4");
  });

  it("goes by the ending when nothing is told", () => {
    expect(typeOf({ name: "Menu.PDF", type: "" })).toBe("application/pdf");
    expect(typeOf({ name: "no-ending", type: "" })).toBe("");
  });
});

describe("kinds", () => {
  it("finds what a file may be sent as", () => {
    expect(kindOf("image/png", limits)).toBe("image");
    expect(kindOf("image/webp", limits)).toBe("sticker");
    expect(kindOf("application/x-msdownload", limits)).toBeNull();
  });

  it("says which pictures must be made anew", () => {
    expect(needsRemake("image/png", 4, limits)).toBe(false);
    expect(needsRemake("image/png", 6, limits)).toBe(true);
    expect(needsRemake("image/gif", 1, limits)).toBe(true);
    expect(needsRemake("application/pdf", 999, limits)).toBe(false);
  });

  it("tells the chooser", () => {
    expect(acceptOf(["image", "document"], limits)).toBe("image/jpeg,image/png,application/pdf");
  });
});
