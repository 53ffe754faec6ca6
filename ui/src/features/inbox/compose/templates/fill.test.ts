// A template's holes are filled where they stand, and an empty one stays in sight.
import { describe, expect, it } from "vitest";
import type { Template } from "@/api/messageTypes";
import { fill, missingOf, renderedOf, tidyValue } from "./fill";

const template: Template = {
  id: "1",
  name: "order_ready",
  language: "en",
  category: "utility",
  header: { type: "text", text: "Order {{number}}" },
  body: "Hello {{ name }}, {{number}} is ready.",
  footer: null,
  buttons: [
    { type: "quick_reply", text: "Thanks" },
    { type: "url", text: "Look", url: "https://x.it/{{1}}" },
  ],
  variables: [
    { name: "number", in: "header" },
    { name: "name", in: "body" },
    { name: "button_1", in: "button", button_index: 1 },
  ],
  sendable: true,
};

describe("fill", () => {
  it("fills and keeps what is missing in sight", () => {
    expect(fill("Hello {{ name }}, {{number}}", { name: "Ada", number: " " })).toBe("Hello Ada, {{number}}");
    const { rendered } = renderedOf(template, { number: "12", name: "Ada", button_1: "a12" });
    expect(rendered).toMatchObject({
      header: "Order 12",
      body: "Hello Ada, 12 is ready.",
      buttons: [{ text: "Thanks" }, { url: "https://x.it/a12" }],
    });
  });

  it("says which values are missing", () => {
    expect(missingOf(template, { number: "12" })).toEqual(["name", "button_1"]);
  });

  it("makes values WhatsApp takes", () => {
    expect(tidyValue("a\n\tb      c")).toBe("a b    c");
  });
});
