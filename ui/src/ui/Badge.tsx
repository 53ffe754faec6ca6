// A small fact beside a name: a state, a count, a label.
import type { ReactNode } from "react";
import { classes } from "@/lib/classes";

export type Tone = "plain" | "brass" | "good" | "warn" | "bad" | "note";

const tones: Record<Tone, string> = {
  plain: "bg-sunken text-ink-soft dark:bg-line",
  brass: "bg-brass-tint text-brass",
  good: "bg-good-tint text-good",
  warn: "bg-warn-tint text-warn",
  bad: "bg-bad-tint text-bad",
  note: "bg-note-tint text-note",
};

export function Badge({ tone = "plain", children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
  return (
    <span
      className={classes(
        "inline-flex h-6 shrink-0 items-center gap-1 rounded-full px-2.5 font-sans text-[0.8125rem] font-medium whitespace-nowrap",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

/** A count on brass, for what waits. Nothing at zero. */
export function Count({ value, label }: { value: number; label?: string }) {
  if (value <= 0) return null;
  return (
    <span className="inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-brass-tint px-1.5 text-xs font-semibold text-brass">
      {value > 99 ? "99+" : value}
      {label && <span className="sr-only"> {label}</span>}
    </span>
  );
}

/** A coloured box with a message: what happened and what to press. */
export function Notice({
  tone = "plain",
  title,
  children,
  action,
  role,
}: {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  role?: "alert" | "status";
}) {
  return (
    <div role={role} className={classes("flex flex-wrap items-center gap-x-4 gap-y-3 rounded-xl px-4 py-3", tones[tone])}>
      <div className="min-w-0 flex-1 basis-64">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className={title ? "mt-0.5" : ""}>{children}</div>}
      </div>
      {action}
    </div>
  );
}
