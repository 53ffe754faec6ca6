// The shapes of messages the generated description leaves open: what a thread keeps of each kind, and the limits of a channel.
import type { Message } from "./types";
import type { components } from "./types.gen";

/** A file of a message, as the thread knows it. */
export interface MessageMedia {
  id?: string | null;
  state?: "waiting" | "ready" | "failed";
  reason?: string | null;
  /** Until when a file that did not come can be asked for again. */
  kept_until?: string | null;
  mime_type?: string | null;
  filename?: string | null;
  bytes?: number | null;
  width?: number | null;
  height?: number | null;
  thumbnail?: boolean;
  voice?: boolean;
  animated?: boolean;
  pages?: number | null;
  preview_text?: string | null;
}

/** What a file says, put into words by a machine. */
export type MessageFileWords = components["schemas"]["MediaText"];

/** What POST /media answers. */
export interface StoredMedia {
  id: string;
  kind: string;
  mime_type: string;
  bytes: number;
}

export interface Header {
  text?: string;
  media_id?: string;
}

export interface Choice {
  id: string;
  title: string;
}

export interface ListRow extends Choice {
  description?: string;
}

export interface Section {
  title?: string;
  rows: ListRow[];
}

export interface Card {
  name: string;
  organization?: string;
  phones: { phone: string; label?: string }[];
  emails?: string[];
}

export interface Place {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

export type FileKind = "image" | "video" | "document" | "sticker";

/** Everything a person can send, by its kind. */
export type Outgoing =
  | { kind: "text"; text: string; link_preview?: boolean }
  | { kind: FileKind; media_id: string; text?: string; filename?: string }
  | { kind: "audio"; media_id: string; voice: boolean }
  | ({ kind: "location" } & Place)
  | { kind: "contacts"; contacts: Card[] }
  | { kind: "buttons"; text: string; header?: Header; footer?: string; buttons: Choice[] }
  | { kind: "list"; text: string; header?: Header; footer?: string; button: string; sections: Section[] }
  | { kind: "link"; text: string; header?: Header; footer?: string; title: string; url: string }
  | { kind: "location_request" | "contact_request"; text: string }
  | { kind: "product"; catalog_id: string; product_id: string; text?: string; footer?: string }
  | {
      kind: "products";
      header: Header;
      text: string;
      footer?: string;
      catalog_id: string;
      sections: { title: string; product_ids: string[] }[];
    }
  | { kind: "catalog"; text: string; footer?: string; thumbnail_product_id?: string }
  | { kind: "reaction"; message_id: string; emoji: string }
  | { kind: "template"; template_id: string; header?: { media_id?: string; location?: Place }; variables: Record<string, string> };

export type OutgoingOf<K extends Outgoing["kind"]> = Extract<Outgoing, { kind: K }>;

/** GET /whatsapp/limits: plain numbers by name, and what each kind of file may be. */
export type Limits = components["schemas"]["WhatsAppLimits"];
export type FileLimit = components["schemas"]["WhatsAppFileLimit"];

export const mediaOf = (message: { media?: unknown }): MessageMedia | null => (message.media as MessageMedia | null | undefined) ?? null;

/** What a screen needs of a message to draw it, wherever it stands. */
export type Drawable = Pick<Message, "id" | "text" | "content"> & {
  kind: string;
  media?: MessageMedia | null;
  media_text?: MessageFileWords | null;
  revoked?: boolean;
};

/** A message WhatsApp has approved, with holes to be filled. */
export interface Template {
  id: string;
  name: string;
  language: string;
  category: string;
  header?: { type: "text" | "image" | "video" | "document" | "location"; text?: string | null } | null;
  body: string;
  footer?: string | null;
  buttons: { type: string; text: string; url?: string | null; phone_number?: string | null }[];
  variables: { name: string; in: "header" | "body" | "button"; button_index?: number | null; example?: string | null }[];
  sendable: boolean;
}
