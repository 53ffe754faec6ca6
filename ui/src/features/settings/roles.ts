// The roles, from the most to the least trusted.
import type { Role } from "@/api/types";

export const ROLES: Role[] = ["owner", "manager", "agent", "trainee"];
