// Between WhatsApp's own JSON, which the phone's lines carry, and what the screens draw. Pure.
import type { Drawable, MessageMedia } from "@/api/messageTypes";
import type { PhoneLine } from "./queries";
import { listAt, recordOf, textAt } from "@/lib/json";

const FILES = ["image", "video", "audio", "document", "sticker"] as const;

/** Where a file of the phone is fetched from. */
export const phoneFile = (id: string) => `/api/v1/practice/media/${encodeURIComponent(id)}`;

function fileOf(line: PhoneLine, body: unknown): MessageMedia {
  const { voice, animated } = recordOf(body);
  const state = line.media ? "ready" : "failed";
  return { ...line.media, state, voice: voice === true, animated: animated === true, thumbnail: false };
}

const wordsOf = (part: unknown) => textAt(part, "text") ?? "";

function headerOf(header: unknown) {
  const words = textAt(header, "text");
  const picture = textAt(recordOf(header).image, "id");
  return words || picture ? { header: { ...(words && { text: words }), ...(picture && { media_id: picture }) } } : {};
}

/** An interactive message of the shop, in the shape the inbox keeps. */
function askedOf(interactive: unknown): Record<string, unknown> {
  const action = recordOf(recordOf(interactive).action);
  const parameters = recordOf(action.parameters);
  const footer = textAt(recordOf(interactive).footer, "text");
  const frame = { text: wordsOf(recordOf(interactive).body), ...headerOf(recordOf(interactive).header), ...(footer && { footer }) };
  switch (textAt(interactive, "type")) {
    case "button":
      return { kind: "buttons", ...frame, buttons: listAt(action, "buttons").map((button) => recordOf(recordOf(button).reply)) };
    case "list":
      return { kind: "list", ...frame, button: textAt(action, "button"), sections: listAt(action, "sections") };
    case "cta_url":
      return { kind: "link", ...frame, title: textAt(parameters, "display_text"), url: textAt(parameters, "url") };
    case "location_request_message":
      return { kind: "location_request", ...frame };
    case "request_contact_info":
      return { kind: "contact_request", ...frame };
    case "product":
      return { kind: "product", ...frame, catalog_id: textAt(action, "catalog_id"), product_id: textAt(action, "product_retailer_id") };
    case "product_list":
      return {
        kind: "products",
        ...frame,
        sections: listAt(action, "sections").map((section) => ({
          title: textAt(section, "title"),
          product_ids: listAt(section, "product_items").map((item) => textAt(item, "product_retailer_id")),
        })),
      };
    case "catalog_message":
      return { kind: "catalog", ...frame };
    default:
      return { type: "interactive" };
  }
}

/** What the customer pressed, in the shape the inbox keeps. */
function pressedOf(interactive: unknown): Record<string, unknown> {
  const type = textAt(interactive, "type") ?? "";
  const reply = recordOf(recordOf(interactive)[type]);
  if (type !== "nfm_reply") return { type: "interactive", reply_type: type, description: textAt(reply, "description") };
  try {
    return { type: "interactive", reply_type: type, answers: JSON.parse(textAt(reply, "response_json") ?? "{}") as unknown };
  } catch {
    return { type: "interactive", reply_type: type };
  }
}

function basketOf(order: unknown) {
  return listAt(order, "product_items").map((item) => {
    const { item_price: price, quantity } = recordOf(item);
    return {
      product: textAt(item, "product_retailer_id"),
      quantity: Number(quantity),
      price: String(price),
      currency: textAt(item, "currency"),
    };
  });
}

function contentOf(line: PhoneLine): unknown {
  const content = recordOf(line.content);
  const body = content[line.kind];
  const around = { ...(content.referral !== undefined && { referral: content.referral }) };
  switch (line.kind) {
    case "location":
      return { ...recordOf(body), ...around };
    case "contacts":
      return { contacts: Array.isArray(body) ? body : [] };
    case "order":
      return { items: basketOf(body) };
    case "interactive":
      return line.from === "shop" ? askedOf(body) : pressedOf(body);
    case "unsupported":
      return { type: "unsupported", what: textAt(body, "type"), errors: content.errors };
    case "template":
      return { kind: "template", rendered: content.rendered ?? { body: line.text || textAt(body, "name"), buttons: [] } };
    default:
      return around;
  }
}

/** A line of the phone as something that can be drawn. */
export function drawableOf(line: PhoneLine): Drawable {
  const isFile = FILES.some((kind) => kind === line.kind);
  const body = recordOf(line.content)[line.kind];
  const caption = isFile ? textAt(body, "caption") : line.text;
  return {
    id: line.id,
    kind: line.kind,
    text: caption || null,
    content: contentOf(line),
    ...(line.revoked && { revoked: true }),
    ...(isFile && { media: fileOf(line, body) }),
  };
}
