// What is wrong with a message before it leaves, by the same numbers and under the same paths as the server says it. Pure.
import type { Limits, Outgoing } from "@/api/messageTypes";
import { countCharacters } from "@/lib/characters";

export type Fault =
  | { code: "missing" }
  | { code: "long"; over: number }
  | { code: "twice" }
  | { code: "address" }
  | { code: "range" }
  | { code: "phone" }
  | { code: "few" };

export type Faults = Record<string, Fault>;

class Finder {
  readonly found: Faults = {};

  add(path: string, fault: Fault) {
    this.found[path] ??= fault;
  }

  /** Must be there, and not too long. */
  words(path: string, text: string | undefined, most: number) {
    if (!text?.trim()) this.add(path, { code: "missing" });
    this.maybe(path, text, most);
  }

  /** May be missing, but not too long. */
  maybe(path: string, text: string | undefined, most: number) {
    const over = countCharacters(text ?? "") - most;
    if (over > 0) this.add(path, { code: "long", over });
  }

  /** No two alike: nobody could tell which was pressed. */
  unlike(texts: { path: string; text: string }[]) {
    const seen = new Set<string>();
    for (const { path, text } of texts) {
      const key = text.trim().toLowerCase();
      if (key !== "" && seen.has(key)) this.add(path, { code: "twice" });
      seen.add(key);
    }
  }
}

function isWebAddress(address: string): boolean {
  try {
    return /^https?:$/.test(new URL(address).protocol) && new URL(address).hostname.includes(".");
  } catch {
    return false;
  }
}

const PHONE = /^\+?[\d\s().-]{5,25}$/;

export function faultsOf(outgoing: Outgoing, limits: Limits): Faults {
  const finder = new Finder();
  switch (outgoing.kind) {
    case "text":
      finder.words("text", outgoing.text, limits.text_characters);
      break;
    case "image":
    case "video":
    case "document":
      finder.maybe("text", outgoing.text, limits.caption_characters);
      break;
    case "audio":
    case "sticker":
    case "reaction":
    case "template":
      break;
    case "location":
      if (!(Math.abs(outgoing.latitude) <= 90)) finder.add("latitude", { code: "range" });
      if (!(Math.abs(outgoing.longitude) <= 180)) finder.add("longitude", { code: "range" });
      finder.maybe("name", outgoing.name, limits.place_characters);
      finder.maybe("address", outgoing.address, limits.place_characters);
      break;
    case "contacts":
      outgoing.contacts.forEach((card, index) => {
        finder.words(`contacts.${index}.name`, card.name, limits.contact_characters);
        finder.maybe(`contacts.${index}.organization`, card.organization, limits.contact_characters);
        card.phones.forEach(({ phone }, at) => {
          const path = `contacts.${index}.phones.${at}.phone`;
          if (!phone.trim()) finder.add(path, { code: "missing" });
          else if (!PHONE.test(phone.trim())) finder.add(path, { code: "phone" });
        });
      });
      break;
    case "buttons":
      framed(finder, outgoing, limits.body_characters, limits);
      outgoing.buttons.forEach(({ title }, index) => finder.words(`buttons.${index}.title`, title, limits.button_title_characters));
      finder.unlike(outgoing.buttons.map(({ title }, index) => ({ path: `buttons.${index}.title`, text: title })));
      break;
    case "list":
      framed(finder, outgoing, limits.list_body_characters, limits);
      finder.words("button", outgoing.button, limits.list_button_characters);
      outgoing.sections.forEach((section, index) => {
        if (outgoing.sections.length > 1) finder.words(`sections.${index}.title`, section.title, limits.section_title_characters);
        else finder.maybe(`sections.${index}.title`, section.title, limits.section_title_characters);
        section.rows.forEach((row, at) => {
          finder.words(`sections.${index}.rows.${at}.title`, row.title, limits.row_title_characters);
          finder.maybe(`sections.${index}.rows.${at}.description`, row.description, limits.row_description_characters);
        });
      });
      break;
    case "link":
      framed(finder, outgoing, limits.body_characters, limits);
      finder.words("title", outgoing.title, limits.link_title_characters);
      if (!isWebAddress(outgoing.url)) finder.add("url", { code: outgoing.url.trim() ? "address" : "missing" });
      finder.maybe("url", outgoing.url, limits.url_characters);
      break;
    case "location_request":
    case "contact_request":
      finder.words("text", outgoing.text, limits.body_characters);
      break;
    case "product":
      finder.words("catalog_id", outgoing.catalog_id, limits.product_id_characters);
      finder.words("product_id", outgoing.product_id, limits.product_id_characters);
      finder.maybe("text", outgoing.text, limits.body_characters);
      finder.maybe("footer", outgoing.footer, limits.footer_characters);
      break;
    case "products":
      framed(finder, outgoing, limits.body_characters, limits);
      finder.words("header.text", outgoing.header.text, limits.header_characters);
      finder.words("catalog_id", outgoing.catalog_id, limits.product_id_characters);
      outgoing.sections.forEach((section, index) => {
        finder.words(`sections.${index}.title`, section.title, limits.section_title_characters);
        if (section.product_ids.length === 0) finder.add(`sections.${index}.product_ids`, { code: "missing" });
      });
      break;
    case "catalog":
      framed(finder, outgoing, limits.body_characters, limits);
      break;
  }
  return finder.found;
}

function framed(
  finder: Finder,
  { text, header, footer }: { text: string; header?: { text?: string }; footer?: string },
  body: number,
  limits: Limits,
) {
  finder.words("text", text, body);
  finder.maybe("header.text", header?.text, limits.header_characters);
  finder.maybe("footer", footer, limits.footer_characters);
}
