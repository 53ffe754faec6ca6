// WhatsApp's JSON becomes what the screens draw, whatever side it comes from.
import { describe, expect, it } from "vitest";
import { drawableOf } from "./graph";
import type { PhoneLine } from "./queries";

const line = (from: "shop" | "customer", kind: string, content: unknown, media?: PhoneLine["media"]): PhoneLine => ({
  id: "1",
  from,
  kind,
  text: "",
  content,
  reactions: [],
  media,
  at: "2026-11-21T10:00:00Z",
  state: "read",
  typing: false,
});

describe("drawableOf", () => {
  it("reads buttons, lists and links of the shop", () => {
    const buttons = line("shop", "interactive", {
      interactive: {
        type: "button",
        header: { type: "text", text: "H" },
        body: { text: "Which?" },
        footer: { text: "F" },
        action: { buttons: [{ type: "reply", reply: { id: "a", title: "Yes" } }] },
      },
    });
    expect(drawableOf(buttons).content).toEqual({
      kind: "buttons",
      text: "Which?",
      header: { text: "H" },
      footer: "F",
      buttons: [{ id: "a", title: "Yes" }],
    });
    const link = line("shop", "interactive", {
      interactive: {
        type: "cta_url",
        body: { text: "Look" },
        action: { name: "cta_url", parameters: { display_text: "Go", url: "https://a.it" } },
      },
    });
    expect(drawableOf(link).content).toEqual({ kind: "link", text: "Look", title: "Go", url: "https://a.it" });
  });

  it("reads files with their captions", () => {
    const picture = drawableOf(
      line(
        "customer",
        "image",
        { image: { id: "77", mime_type: "image/png", caption: "Hi" } },
        { id: "77", mime_type: "image/png", bytes: 3 },
      ),
    );
    expect(picture).toMatchObject({ kind: "image", text: "Hi", media: { id: "77", state: "ready", mime_type: "image/png" } });
    expect(drawableOf(line("customer", "image", { image: { id: "77" } })).media).toMatchObject({ state: "failed" });
  });

  it("reads baskets and forms", () => {
    const order = drawableOf(
      line("customer", "order", {
        order: { product_items: [{ product_retailer_id: "x", quantity: 2, item_price: 3.5, currency: "EUR" }] },
      }),
    );
    expect(order.content).toEqual({ items: [{ product: "x", quantity: 2, price: "3.5", currency: "EUR" }] });
    const form = drawableOf(
      line("customer", "interactive", { interactive: { type: "nfm_reply", nfm_reply: { response_json: '{"name":"Ada"}' } } }),
    );
    expect(form.content).toEqual({ type: "interactive", reply_type: "nfm_reply", answers: { name: "Ada" } });
  });

  it("reads templates, pictures above buttons and what was taken back", () => {
    const rendered = { header: "H", body: "Ready", footer: "F", buttons: [{ type: "quick_reply", text: "Ok" }] };
    expect(drawableOf(line("shop", "template", { template: { name: "ready" }, rendered })).content).toEqual({ kind: "template", rendered });
    const buttons = line("shop", "interactive", {
      interactive: { type: "button", header: { type: "image", image: { id: "9" } }, body: { text: "Ok?" }, action: { buttons: [] } },
    });
    expect(drawableOf(buttons).content).toMatchObject({ header: { media_id: "9" } });
    expect(drawableOf({ ...line("customer", "text", {}), revoked: true })).toMatchObject({ revoked: true });
  });
});
