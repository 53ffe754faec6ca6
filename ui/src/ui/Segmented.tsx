// One of a few short choices, all visible at once. Where there is little room the words of up to four break; more stand in two rows.
import type { ReactNode } from "react";
import { ToggleGroup } from "radix-ui";
import { classes } from "@/lib/classes";

interface SegmentedProps<T extends string> {
  /** Null where none of them holds. */
  value: T | null;
  onChange: (value: T) => void;
  label: string;
  options: { value: T; label: ReactNode }[];
  small?: boolean;
  className?: string;
}

export function Segmented<T extends string>({ value, onChange, label, options, small = false, className }: SegmentedProps<T>) {
  const many = options.length > 4;
  return (
    <ToggleGroup.Root
      type="single"
      value={value ?? ""}
      onValueChange={(next) => next && onChange(next as T)}
      aria-label={label}
      className={classes(
        "inline-flex max-w-full rounded-lg bg-sunken p-1 ring-1 ring-line ring-inset",
        many ? "flex-wrap whitespace-nowrap" : "overflow-x-auto [scrollbar-width:none]",
        className,
      )}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className={classes(
            "inline-flex min-w-min flex-auto items-center justify-center gap-1.5 rounded-md text-sm leading-tight font-medium text-ink-soft transition-colors hover:text-ink pointer-coarse:min-h-11 data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:ring-1 data-[state=on]:ring-line dark:data-[state=on]:bg-raised",
            small ? "min-h-7 px-2 sm:px-2.5" : "min-h-8 px-2.5 sm:px-3.5",
          )}
        >
          <span className="text-center pointer-coarse:min-w-7">{option.label}</span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
