// The phone says what the API takes.
import { describe, expect, it } from "vitest";
import { changesOf, fileSaying, formSaying, pressSaying } from "./sayings";

describe("sayings", () => {
  it("send files by their type", () => {
    expect(fileSaying("7", { name: "a.jpg", type: "image/jpeg" }, "Hi")).toEqual({ kind: "image", media_id: "7", text: "Hi" });
    expect(fileSaying("7", { name: "v.ogg", type: "audio/ogg; codecs=opus" }, "Hi")).toEqual({
      kind: "audio",
      media_id: "7",
      voice: false,
    });
    expect(fileSaying("7", { name: "m.pdf", type: "application/pdf" }, "")).toEqual({ kind: "document", media_id: "7", filename: "m.pdf" });
    expect(fileSaying("7", { name: "s.webp", type: "image/webp" }, "Hi")).toEqual({ kind: "sticker", media_id: "7" });
  });

  it("press what the shop sent", () => {
    expect(pressSaying({ type: "choice", id: "r", title: "Row" }, { id: "5" }, null)).toEqual({
      kind: "tap",
      message_id: "5",
      id: "r",
      title: "Row",
    });
    expect(pressSaying({ type: "phone" }, { id: "5" }, "+39 333")).toEqual({ kind: "share_phone", phone: "+39 333" });
    expect(pressSaying({ type: "place" }, { id: "5" }, null)).toBeNull();
  });

  it("share places and cards", () => {
    expect(formSaying({ kind: "location", latitude: 1, longitude: 2 })).toEqual({ kind: "location", latitude: 1, longitude: 2 });
    expect(formSaying({ kind: "contacts", contacts: [{ name: "Ada", phones: [{ phone: "+39 1" }] }] })).toEqual({
      kind: "contact",
      name: "Ada",
      phone: "+39 1",
    });
    expect(formSaying({ kind: "text", text: "x" })).toBeNull();
  });

  it("change and take back only what is one's own and young enough", () => {
    const line = { from: "customer", kind: "text", at: "2026-11-21T10:00:00Z" } as const;
    const after = (minutes: number) => Date.parse(line.at) + minutes * 60_000;
    expect(changesOf(line, after(14))).toEqual({ edit: true, revoke: true });
    expect(changesOf(line, after(16))).toEqual({ edit: false, revoke: true });
    expect(changesOf(line, after(48 * 60))).toEqual({ edit: false, revoke: false });
    expect(changesOf({ ...line, kind: "image" }, after(1))).toEqual({ edit: false, revoke: true });
    for (const other of [{ from: "shop" } as const, { revoked: true }, { kind: "system" }])
      expect(changesOf({ ...line, ...other }, after(1))).toEqual({ edit: false, revoke: false });
  });
});
