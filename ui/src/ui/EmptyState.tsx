// An empty place that teaches: what belongs here and the first thing to do.
import type { ReactNode } from "react";
import { classes } from "@/lib/classes";
import { Icon, type LucideIcon } from "./Icon";

interface EmptyStateProps {
  icon?: LucideIcon;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
  /** It is the whole screen, so its title is the page's heading. */
  wholeScreen?: boolean;
}

export function EmptyState({ icon, title, children, action, className, wholeScreen = false }: EmptyStateProps) {
  const Heading = wholeScreen ? "h1" : "h2";
  return (
    <div className={classes("mx-auto flex max-w-md flex-col items-center px-6 py-14 text-center", className)}>
      {icon && (
        <span className="mb-5 grid size-12 place-items-center rounded-full bg-brass-tint text-brass">
          <Icon of={icon} size={22} />
        </span>
      )}
      <Heading className="font-serif text-xl font-medium text-balance">{title}</Heading>
      {children && <div className="mt-2 text-pretty text-ink-soft">{children}</div>}
      {action && <div className="mt-6 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
