// A line with a picture of the kind, for what has no picture of its own.
import type { ReactNode } from "react";
import { Icon, type LucideIcon } from "@/ui/Icon";

export function IconLine({ icon, title, children }: { icon: LucideIcon; title: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex items-start gap-2.5">
      <Icon of={icon} size={20} className="mt-0.5 shrink-0 opacity-70" />
      <div className="min-w-0">
        <p dir="auto" className="font-medium break-words">
          {title}
        </p>
        {children}
      </div>
    </div>
  );
}
