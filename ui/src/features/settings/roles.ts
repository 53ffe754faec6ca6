// The roles, from the most to the least trusted, and who decides about whom.
import type { Role } from "@/api/types";

export const ROLES: Role[] = ["owner", "manager", "agent", "trainee"];

/** An owner decides about everybody, others about those below them. */
export function rolesBelow(mine: Role): Role[] {
  return mine === "owner" ? ROLES : ROLES.slice(ROLES.indexOf(mine) + 1);
}
