// Where what is wrong with the shop itself is mended.
import type { LinkProps } from "@tanstack/react-router";
import type { Permission } from "@/api/types";

interface Place {
  words: "doctor" | "connect" | "model" | "backup" | "jobs" | "templates" | "prices" | "fleet";
  link: Pick<LinkProps, "to" | "params">;
  permission: Permission;
}

const doctor: Place = { words: "doctor", link: { to: "/whatsapp/doctor" }, permission: "manage_connection" };
const model: Place = { words: "model", link: { to: "/settings/$tab", params: { tab: "model" } }, permission: "manage_model" };
const backup: Place = { words: "backup", link: { to: "/settings/$tab", params: { tab: "backup" } }, permission: "make_backup" };

const fleet: Place = { words: "fleet", link: { to: "/health/fleet" }, permission: "see_fleet" };

export const MENDED_AT: Record<string, Place> = {
  wa_disconnected: doctor,
  never_connected: { words: "connect", link: { to: "/whatsapp/connect" }, permission: "manage_connection" },
  token_expiring: doctor,
  webhook_silent: doctor,
  quality_dropping: doctor,
  clock_off: doctor,
  provider_mismatch: model,
  model_failing: model,
  backup_failing: backup,
  disk_filling: backup,
  jobs_dead: { words: "jobs", link: { to: "/settings/$tab", params: { tab: "jobs" } }, permission: "read_jobs" },
  fleet_wa_disconnected: fleet,
  fleet_never_connected: fleet,
  fleet_provider_mismatch: fleet,
  fleet_silent_after_activity: fleet,
  fleet_unreachable: fleet,
  template_paused: { words: "templates", link: { to: "/whatsapp/templates" }, permission: "read_inbox" },
  budget_near: { words: "prices", link: { to: "/whatsapp/prices" }, permission: "manage_prices" },
};
