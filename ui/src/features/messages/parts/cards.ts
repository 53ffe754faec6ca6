// Reads contact cards as customers share them and as the shop sends them: two shapes of the same thing. Pure.
import type { Card } from "@/api/messageTypes";
import { listAt, recordOf, textAt } from "@/lib/json";

export interface ReadCard extends Card {
  /** The number of whoever sent it, vouched for by WhatsApp. */
  own: boolean;
}

function nameOf(card: unknown): string | null {
  const name = recordOf(card).name;
  if (typeof name === "string") return name || null;
  const given = [textAt(name, "first_name"), textAt(name, "last_name")].filter(Boolean).join(" ");
  return textAt(name, "formatted_name") ?? (given || null);
}

function readCard(card: unknown): ReadCard {
  const organization = textAt(card, "organization") ?? textAt(recordOf(card).org, "company");
  const phones = listAt(card, "phones").flatMap((phone) => {
    const number = textAt(phone, "phone") ?? textAt(phone, "wa_id");
    const label = textAt(phone, "label") ?? textAt(phone, "type");
    return number ? [{ phone: number, ...(label && { label }) }] : [];
  });
  const emails = listAt(card, "emails").flatMap((email) =>
    typeof email === "string" ? [email] : [textAt(email, "email")].filter((each) => each !== null),
  );
  return {
    name: nameOf(card) ?? phones[0]?.phone ?? "",
    ...(organization && { organization }),
    phones,
    emails,
    own: textAt(card, "origin") === "contact_request",
  };
}

export function cardsOf(content: unknown): ReadCard[] {
  return listAt(content, "contacts").map(readCard);
}
