// A thin line that says work is under way; with a value it says how far.
import { Progress as Radix } from "radix-ui";

export function Progress({ value, label }: { value?: number; label: string }) {
  const known = value !== undefined;
  return (
    <Radix.Root
      value={known ? Math.round(value * 100) : null}
      aria-label={label}
      className="relative h-1 w-full overflow-hidden rounded-full bg-line"
    >
      {known ? (
        <Radix.Indicator
          className="block h-full rounded-full bg-brass-mark transition-[width]"
          style={{ width: `${Math.round(value * 100)}%` }}
        />
      ) : (
        <Radix.Indicator className="absolute inset-y-0 block w-2/5 animate-travel rounded-full bg-brass-mark" />
      )}
    </Radix.Root>
  );
}
