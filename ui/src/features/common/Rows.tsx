// A list of things with a line each: what it is, something about it, what can be done with it.
import type { ReactNode } from "react";
import { classes } from "@/lib/classes";

/** `framed` is for lists that stand on the page; within a card there is a frame already. */
export function Rows({ label, framed = true, children }: { label: string; framed?: boolean; children: ReactNode }) {
  return (
    <ul aria-label={label} className={classes("divide-y divide-line", framed && "overflow-hidden rounded-2xl bg-surface ring-1 ring-line")}>
      {children}
    </ul>
  );
}

export function Row({
  lead,
  title,
  aside,
  children,
  action,
  muted = false,
}: {
  lead?: ReactNode;
  title: ReactNode;
  aside?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  muted?: boolean;
}) {
  return (
    <li className="flex items-center gap-4 px-4 py-3.5 sm:px-5">
      {lead}
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className={muted ? "min-w-0 font-medium break-words text-ink-faint" : "min-w-0 font-medium break-words"}>{title}</span>
          {aside}
        </div>
        {children && <div className="mt-0.5 text-sm break-words text-ink-faint">{children}</div>}
      </div>
      {action && <div className="flex shrink-0 items-center gap-1">{action}</div>}
    </li>
  );
}
