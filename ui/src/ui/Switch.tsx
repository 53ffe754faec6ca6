// On or off, taking effect at once. Under a finger it is 44 px high and wide, and takes no more room than it shows.
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
      className="group grid shrink-0 place-items-center rounded-full disabled:opacity-50 pointer-coarse:-mx-0.5 pointer-coarse:-my-2.5 pointer-coarse:size-11"
    >
      <span className="relative block h-6 w-10 rounded-full bg-line-strong transition-colors group-data-[state=checked]:bg-brass">
        <Radix.Thumb className="absolute start-0.5 top-0.5 block size-5 rounded-full bg-paper transition-[inset-inline-start] data-[state=checked]:start-[1.125rem]" />
      </span>
    </Radix.Root>
  );
}
