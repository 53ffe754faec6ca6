// The tabs of the settings: each has an address, a permission and a group.
import type { Permission } from "@/api/types";

export interface Tab {
  id:
    | "shop"
    | "replies"
    | "rules"
    | "model"
    | "web"
    | "playground"
    | "exam"
    | "walk"
    | "team"
    | "tokens"
    | "operators"
    | "audit"
    | "account"
    | "notifications"
    | "sessions"
    | "backup"
    | "jobs";
  group: "shop" | "people" | "you" | "machine";
  permission?: Permission;
}

export const TABS: Tab[] = [
  { id: "shop", group: "shop", permission: "manage_shop" },
  { id: "replies", group: "shop", permission: "manage_replies" },
  { id: "rules", group: "shop", permission: "manage_replies" },
  { id: "model", group: "shop", permission: "manage_model" },
  { id: "web", group: "shop", permission: "manage_model" },
  { id: "playground", group: "shop", permission: "manage_replies" },
  { id: "exam", group: "shop", permission: "manage_replies" },
  { id: "walk", group: "shop", permission: "manage_replies" },
  { id: "account", group: "you" },
  { id: "notifications", group: "you" },
  { id: "sessions", group: "you" },
  { id: "team", group: "people", permission: "manage_team" },
  { id: "tokens", group: "people", permission: "manage_tokens" },
  { id: "operators", group: "people", permission: "manage_fleet" },
  { id: "audit", group: "people", permission: "read_audit" },
  { id: "backup", group: "machine", permission: "make_backup" },
  { id: "jobs", group: "machine", permission: "read_jobs" },
];

export const GROUPS = ["shop", "you", "people", "machine"] as const;
