// The server's filled-in template, as it comes.
import { expect, it } from "vitest";
import { sampleOf } from "./sample";

it("reads header, body, footer and the kinds of buttons", () => {
  const sent = {
    name: "riprendere_conversazione",
    language: "it",
    header: { type: "text", text: "Ordine 77" },
    body: "Ciao Anna",
    footer: null,
    buttons: [
      { type: "quick_reply", text: "Sì", url: null, phone_number: null },
      { type: "url", text: "Apri", url: "https://shop.example" },
    ],
  };
  expect(sampleOf(sent)).toEqual({
    header: "Ordine 77",
    body: "Ciao Anna",
    footer: null,
    buttons: [
      { type: "quick_reply", text: "Sì" },
      { type: "url", text: "Apri" },
    ],
  });
  expect(sampleOf(null)).toBeNull();
  expect(sampleOf({ body: "Only words" })).toEqual({ header: null, body: "Only words", footer: null, buttons: [] });
});
