// Limits are counted as WhatsApp counts, and told where they are broken.
import { describe, expect, it } from "vitest";
import type { Limits, Outgoing } from "@/api/messageTypes";
import { faultsOf } from "./faults";

const limits = {
  text_characters: 10,
  caption_characters: 4,
  body_characters: 8,
  list_body_characters: 12,
  header_characters: 5,
  footer_characters: 5,
  button_title_characters: 3,
  list_button_characters: 4,
  row_title_characters: 4,
  row_description_characters: 5,
  section_title_characters: 4,
  link_title_characters: 4,
  url_characters: 40,
  product_id_characters: 4,
  place_characters: 6,
  contact_characters: 6,
} as Limits;
const at = (outgoing: Outgoing) => faultsOf(outgoing, limits);

describe("faultsOf", () => {
  it("finds nothing wrong where nothing is", () => {
    expect(
      at({
        kind: "buttons",
        text: "Which?",
        buttons: [
          { id: "a", title: "Yes" },
          { id: "b", title: "No" },
        ],
      }),
    ).toEqual({});
    expect(at({ kind: "location", latitude: -90, longitude: 180 })).toEqual({});
    expect(at({ kind: "link", text: "Look", title: "Go", url: "https://a.it/x" })).toEqual({});
  });

  it("counts an emoji of several parts as several", () => {
    expect(at({ kind: "image", media_id: "1", text: "👍🏽👍🏽👍🏽" })).toEqual({ text: { code: "long", over: 2 } });
  });

  it("tells the path of each fault", () => {
    expect(
      at({
        kind: "buttons",
        text: "",
        header: { text: "Header" },
        footer: "Footer",
        buttons: [
          { id: "a", title: "Yes" },
          { id: "b", title: "yes" },
          { id: "c", title: "Maybe" },
        ],
      }),
    ).toEqual({
      text: { code: "missing" },
      "header.text": { code: "long", over: 1 },
      footer: { code: "long", over: 1 },
      "buttons.1.title": { code: "twice" },
      "buttons.2.title": { code: "long", over: 2 },
    });
  });

  it("wants titles as soon as there are two sections", () => {
    const section = { rows: [{ id: "r", title: "Row" }] };
    expect(at({ kind: "list", text: "Choose", button: "See", sections: [section] })).toEqual({});
    expect(Object.keys(at({ kind: "list", text: "Choose", button: "See", sections: [section, section] }))).toEqual([
      "sections.0.title",
      "sections.1.title",
    ]);
  });

  it("knows places, addresses and numbers", () => {
    expect(at({ kind: "location", latitude: 91, longitude: Number.NaN })).toEqual({
      latitude: { code: "range" },
      longitude: { code: "range" },
    });
    expect(at({ kind: "link", text: "a", title: "b", url: "javascript:alert(1)" })).toEqual({ url: { code: "address" } });
    expect(at({ kind: "contacts", contacts: [{ name: "", phones: [{ phone: "call me" }] }] })).toEqual({
      "contacts.0.name": { code: "missing" },
      "contacts.0.phones.0.phone": { code: "phone" },
    });
  });
});
