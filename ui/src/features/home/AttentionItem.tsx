// One thing the start page asks somebody to see to: what it is, what it means, and the way out beside it.
import type { ReactNode } from "react";
import { CircleAlert, TriangleAlert } from "lucide-react";
import { classes } from "@/lib/classes";
import { Icon } from "@/ui/Icon";

interface AttentionItemProps {
  /** Customers are not served until it is mended. */
  urgent: boolean;
  title: string;
  action?: ReactNode;
  children: ReactNode;
}

export function AttentionItem({ urgent, title, action, children }: AttentionItemProps) {
  return (
    <li
      className={classes(
        "flex flex-wrap items-center gap-x-6 gap-y-3 rounded-2xl px-4 py-4 sm:px-5",
        urgent ? "bg-bad-tint text-bad" : "bg-warn-tint text-warn",
      )}
    >
      <span className="flex min-w-0 flex-1 basis-72 gap-3">
        <Icon of={urgent ? CircleAlert : TriangleAlert} className="mt-0.5 shrink-0" />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <strong className="block font-semibold">{title}</strong>
          <span className="block text-pretty text-ink">{children}</span>
        </span>
      </span>
      {action}
    </li>
  );
}
