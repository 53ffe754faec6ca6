// What to call a customer.
import { formatPhone } from "@/lib/phone";
import type { Conversation } from "./types";

export function contactName({ contact }: Pick<Conversation, "contact">): string {
  if (contact.name && /^\+?\d{7,15}$/.test(contact.name)) return formatPhone(contact.name);
  return (
    contact.name || (contact.username ? `@${contact.username}` : contact.phone ? formatPhone(contact.phone) : (contact.bsuid ?? contact.id))
  );
}
