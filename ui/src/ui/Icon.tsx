// The size and weight every icon has. Icons are decoration: the words beside them, or a label, carry the meaning.
import type { LucideIcon } from "lucide-react";

export type { LucideIcon };

export function Icon({ of: Shape, size = 18, className }: { of: LucideIcon; size?: number; className?: string }) {
  return <Shape size={size} strokeWidth={1.75} aria-hidden className={className} />;
}
