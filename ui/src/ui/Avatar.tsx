// A person's initial on a quiet tint. The name always stands beside it, so it is hidden from screen readers.
import { classes } from "@/lib/classes";

const tints = [
  "bg-brass-tint text-brass",
  "bg-good-tint text-good",
  "bg-warn-tint text-warn",
  "bg-bad-tint text-bad",
  "bg-note-tint text-note",
  "bg-line text-ink-soft",
];
const sizes = { small: "size-7 text-xs", medium: "size-10 text-sm", large: "size-14 text-lg" };

function tintFor(name: string): string {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return tints[sum % tints.length] ?? "";
}

function initials(name: string): string {
  const words = name.replace(/^[@+]/, "").trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toLocaleUpperCase() || "?";
}

export function Avatar({ name, size = "medium", className }: { name: string; size?: keyof typeof sizes; className?: string }) {
  return (
    <span
      aria-hidden
      className={classes(
        "grid shrink-0 place-items-center rounded-full font-semibold ring-1 ring-current/10 select-none ring-inset",
        sizes[size],
        tintFor(name),
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}
