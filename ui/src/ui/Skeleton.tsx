// The shape of what is coming, so nothing jumps when it arrives.
import { classes } from "@/lib/classes";

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classes("animate-breathe rounded-md bg-line", className)} />;
}

/** A few rows of a list, said once to screen readers. */
export function SkeletonRows({ rows = 5, label }: { rows?: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-4 py-2">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-center gap-3">
          <Skeleton className="size-9 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className={row % 2 ? "h-3.5 w-2/5" : "h-3.5 w-1/2"} />
            <Skeleton className={row % 2 ? "h-3 w-4/5" : "h-3 w-3/5"} />
          </div>
        </div>
      ))}
    </div>
  );
}
