// On or off, taking effect at once.
import { Switch as Radix } from "radix-ui";

export function Switch({
  checked,
  onChange,
  label,
  disabled = false,
  id,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label?: string;
  disabled?: boolean;
  id?: string;
}) {
  return (
    <Radix.Root
      id={id}
      checked={checked}
      onCheckedChange={onChange}
      disabled={disabled}
      aria-label={label}
      className="relative h-6 w-10 shrink-0 rounded-full bg-line-strong transition-colors disabled:opacity-50 data-[state=checked]:bg-brass"
    >
      <Radix.Thumb className="absolute start-0.5 top-0.5 block size-5 rounded-full bg-paper transition-[inset-inline-start] data-[state=checked]:start-[1.125rem]" />
    </Radix.Root>
  );
}
