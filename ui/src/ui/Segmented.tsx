// One of two to four short choices, all visible at once.
import type { ReactNode } from "react";
import { ToggleGroup } from "radix-ui";
import { classes } from "@/lib/classes";

interface SegmentedProps<T extends string> {
  value: T;
  onChange: (value: T) => void;
  label: string;
  options: { value: T; label: ReactNode }[];
  small?: boolean;
  className?: string;
}

export function Segmented<T extends string>({ value, onChange, label, options, small = false, className }: SegmentedProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      onValueChange={(next) => next && onChange(next as T)}
      aria-label={label}
      className={classes(
        "inline-flex max-w-full overflow-x-auto rounded-lg [scrollbar-width:none] bg-sunken p-1 ring-1 ring-line ring-inset",
        className,
      )}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className={classes(
            "inline-flex flex-1 shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap text-ink-soft transition-colors hover:text-ink pointer-coarse:h-11 pointer-coarse:min-w-11 data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:ring-1 data-[state=on]:ring-line dark:data-[state=on]:bg-raised",
            small ? "h-7 px-2.5 text-sm" : "h-8 px-3.5 text-sm",
          )}
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
