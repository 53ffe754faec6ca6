// The shape of what is coming, so nothing jumps when it arrives.
import { classes } from "@/lib/classes";

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classes("animate-breathe rounded-md bg-line", className)} />;
}

/** A few rows of a list, as high as they will be, said once to screen readers. `framed` for the lists that stand in a frame. */
export function SkeletonRows({ rows = 5, label, framed = false }: { rows?: number; label: string; framed?: boolean }) {
  return (
    <div
      role="status"
      aria-label={label}
      className={classes("flex flex-col", framed && "divide-y divide-line overflow-hidden rounded-2xl bg-surface ring-1 ring-line")}
    >
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={classes("flex h-[4.625rem] items-center gap-3", framed && "px-4 sm:px-5")}>
          {!framed && <Skeleton className="size-9 rounded-full" />}
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className={row % 2 ? "h-3.5 w-2/5" : "h-3.5 w-1/2"} />
            <Skeleton className={row % 2 ? "h-3 w-4/5" : "h-3 w-3/5"} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** A few cards, for lists whose things are cards. */
export function SkeletonCards({ cards = 3, label, className }: { cards?: number; label: string; className: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-4">
      {Array.from({ length: cards }, (_, card) => (
        <Skeleton key={card} className={classes("rounded-2xl", className)} />
      ))}
    </div>
  );
}
