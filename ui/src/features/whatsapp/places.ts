// The pages of the WhatsApp section: where each lives and who may see it. The section's list and the palette read this.
import type { LinkProps } from "@tanstack/react-router";
import type { Permission } from "@/api/types";

export interface WhatsAppPlace {
  id: "numbers" | "doctor" | "ledger" | "templates" | "broadcasts" | "outbox" | "suppressions" | "prices";
  to: NonNullable<LinkProps["to"]>;
  group: (typeof WHATSAPP_GROUPS)[number];
  permission: Permission;
}

export const WHATSAPP_GROUPS = ["connection", "messages", "money"] as const;

export const WHATSAPP_PLACES: WhatsAppPlace[] = [
  { id: "numbers", to: "/whatsapp", group: "connection", permission: "manage_connection" },
  { id: "doctor", to: "/whatsapp/doctor", group: "connection", permission: "manage_connection" },
  { id: "ledger", to: "/whatsapp/ledger", group: "connection", permission: "read_ledger" },
  { id: "templates", to: "/whatsapp/templates", group: "messages", permission: "read_inbox" },
  { id: "broadcasts", to: "/whatsapp/broadcasts", group: "messages", permission: "send_broadcasts" },
  { id: "outbox", to: "/whatsapp/outbox", group: "messages", permission: "read_inbox" },
  { id: "suppressions", to: "/whatsapp/suppressions", group: "messages", permission: "read_inbox" },
  { id: "prices", to: "/whatsapp/prices", group: "money", permission: "manage_prices" },
];

export function placesFor(permissions: readonly Permission[]): WhatsAppPlace[] {
  return WHATSAPP_PLACES.filter((place) => permissions.includes(place.permission));
}
