// The size and weight every icon has. Icons are decoration: the words beside them, or a label, carry the meaning.
import type { LucideIcon } from "lucide-react";
import { classes } from "@/lib/classes";

export type { LucideIcon };

/** What points the way one reads points the other way where one reads from the right. */
const MIRRORED = new Set(["ArrowUpRight", "LogOut", "Reply", "Send", "Undo2"]);

export function Icon({ of: Shape, size = 18, className }: { of: LucideIcon; size?: number; className?: string }) {
  return (
    <Shape
      size={size}
      strokeWidth={1.75}
      aria-hidden
      className={classes(MIRRORED.has(Shape.displayName ?? "") && "rtl:-scale-x-100", className)}
    />
  );
}
