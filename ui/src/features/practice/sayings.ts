// What a customer's phone sends, as the API takes it. Pure.
import type { Outgoing } from "@/api/messageTypes";
import type { PracticeMessage } from "@/api/types";
import type { PhoneLine } from "./queries";
import type { Press } from "@/features/messages/parts/Interactive";

/** What WhatsApp does not hand to shops. */
export const UNREADABLE = ["poll_creation", "gif", "group_invite", "unavailable"] as const;

export type Saying =
  | { kind: "text"; text: string }
  | { kind: "image" | "video"; media_id: string; text?: string }
  | { kind: "sticker"; media_id: string }
  | { kind: "document"; media_id: string; filename?: string; text?: string }
  | { kind: "audio"; media_id: string; voice: boolean }
  | { kind: "location"; latitude: number; longitude: number; name?: string; address?: string }
  | { kind: "contact"; name: string; phone: string }
  | { kind: "share_phone"; phone: string }
  | { kind: "reaction"; message_id: string; emoji: string }
  | { kind: "tap"; message_id: string; id: string; title: string }
  | { kind: "form"; answers: { name: string; value: string }[] }
  | { kind: "from_ad"; text: string; headline: string }
  | { kind: "edit"; message_id: string; text: string }
  | { kind: "revoke"; message_id: string }
  | { kind: "unsupported"; what: (typeof UNREADABLE)[number] }
  | { kind: "order"; items: { product_id: string; quantity: number; price: string; currency: string }[]; text?: string };

const SHOWN: Record<string, "image" | "video" | undefined> = {
  "image/jpeg": "image",
  "image/png": "image",
  "video/mp4": "video",
  "video/3gpp": "video",
};

/** A file by its type. */
export function fileSaying(id: string, file: { name: string; type: string }, caption: string): Saying {
  const type = file.type.split(";")[0] ?? "";
  const words = caption && { text: caption };
  if (type.startsWith("audio/")) return { kind: "audio", media_id: id, voice: false };
  if (type === "image/webp") return { kind: "sticker", media_id: id };
  const shown = SHOWN[type];
  return shown ? { kind: shown, media_id: id, ...words } : { kind: "document", media_id: id, filename: file.name, ...words };
}

/** What a form made, said by the customer; null for what customers do not send. */
export function formSaying(outgoing: Outgoing): Saying | null {
  if (outgoing.kind === "location") return outgoing;
  const card = outgoing.kind === "contacts" ? outgoing.contacts[0] : undefined;
  return card ? { kind: "contact", name: card.name, phone: card.phones[0]?.phone ?? "" } : null;
}

/** The customer presses something the shop sent; null when a place is wanted, which a form finds. */
export function pressSaying(press: Press, line: Pick<PracticeMessage, "id">, phone: string | null | undefined): Saying | null {
  switch (press.type) {
    case "place":
      return null;
    case "phone":
      return { kind: "share_phone", phone: phone ?? "" };
    case "choice":
      return { kind: "tap", message_id: line.id, id: press.id, title: press.title };
  }
}

/** How long WhatsApp lets a customer change a message, and how long take one back, in minutes. */
const CHANGEABLE = 15;
const REVOCABLE = 48 * 60;

/** What a customer may still do to a message of their own. */
export function changesOf(
  { from, kind, at, revoked }: Pick<PhoneLine, "from" | "kind" | "at" | "revoked">,
  now: number,
): { edit: boolean; revoke: boolean } {
  const own = from === "customer" && !revoked && kind !== "system";
  const minutes = (now - Date.parse(at)) / 60_000;
  return { edit: own && kind === "text" && minutes < CHANGEABLE, revoke: own && minutes < REVOCABLE };
}

/** A basket to try out. */
export const orderSaying = (text: string): Saying => ({
  kind: "order",
  text,
  items: [
    { product_id: "sample-1", quantity: 2, price: "12.50", currency: "EUR" },
    { product_id: "sample-2", quantity: 1, price: "7.90", currency: "EUR" },
  ],
});
