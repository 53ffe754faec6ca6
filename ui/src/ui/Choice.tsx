// A choice that needs a sentence: cards to pick one from, by mouse, touch or arrow keys.
import type { ReactNode } from "react";
import { RadioGroup } from "radix-ui";
import { classes } from "@/lib/classes";

interface ChoiceProps<T extends string> {
  value: T | "";
  onChange: (value: T) => void;
  label: string;
  options: { value: T; label: ReactNode; description?: ReactNode }[];
  columns?: boolean;
  disabled?: boolean;
}

export function Choice<T extends string>({ value, onChange, label, options, columns = false, disabled = false }: ChoiceProps<T>) {
  return (
    <RadioGroup.Root
      value={value}
      onValueChange={(next) => onChange(next as T)}
      aria-label={label}
      disabled={disabled}
      className={classes("grid gap-2", columns && "sm:grid-cols-2")}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          className="group flex items-start gap-3 rounded-xl bg-surface p-4 text-start ring-1 ring-line transition-shadow ring-inset hover:ring-line-strong disabled:opacity-60 data-[state=checked]:ring-2 data-[state=checked]:ring-brass-mark"
        >
          <span className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-full ring-1 ring-line-strong ring-inset group-data-[state=checked]:ring-2 group-data-[state=checked]:ring-brass">
            <span className="size-2.5 rounded-full bg-brass opacity-0 group-data-[state=checked]:opacity-100" />
          </span>
          <span className="min-w-0">
            <span className="block font-medium">{option.label}</span>
            {option.description && <span className="mt-0.5 block text-sm text-ink-soft">{option.description}</span>}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
