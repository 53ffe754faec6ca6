// The places of the house, in the order of the day. Rail, bottom bar, palette and keys all read this one list.
import { BookOpen, Gauge, HeartPulse, House, MessagesSquare, Plug, Settings, ShoppingBag, Smartphone, type LucideIcon } from "lucide-react";
import type { LinkProps } from "@tanstack/react-router";
import type { Permission } from "@/api/types";

export interface Place {
  id: "home" | "inbox" | "health" | "quality" | "orders" | "knowledge" | "practice" | "whatsapp" | "settings";
  to: NonNullable<LinkProps["to"]>;
  icon: LucideIcon;
  /** Pressed after G. */
  key: string;
  permission?: Permission;
}

export const PLACES: Place[] = [
  { id: "inbox", to: "/inbox", icon: MessagesSquare, key: "i", permission: "read_inbox" },
  { id: "home", to: "/", icon: House, key: "h" },
  { id: "health", to: "/health", icon: HeartPulse, key: "q", permission: "handle_signals" },
  { id: "quality", to: "/quality", icon: Gauge, key: "u", permission: "manage_replies" },
  { id: "orders", to: "/orders", icon: ShoppingBag, key: "o", permission: "read_orders" },
  { id: "knowledge", to: "/knowledge", icon: BookOpen, key: "k", permission: "read_knowledge" },
  { id: "practice", to: "/practice", icon: Smartphone, key: "p", permission: "use_practice" },
  { id: "whatsapp", to: "/whatsapp", icon: Plug, key: "w" },
  { id: "settings", to: "/settings", icon: Settings, key: "s" },
];
