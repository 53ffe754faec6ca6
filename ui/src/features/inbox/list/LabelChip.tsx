// A label: its colour as a dot, its name in ink, so that any colour stays readable.

export function LabelDot({ color }: { color: string }) {
  return (
    <span
      aria-hidden
      className="size-2 shrink-0 rounded-full ring-1 ring-line-strong/40"
      style={{ backgroundColor: /^#[0-9a-f]{6}$/i.test(color) ? color : undefined }}
    />
  );
}

export function LabelChip({ name, color }: { name: string; color: string }) {
  return (
    <span className="inline-flex h-5 max-w-32 min-w-0 items-center gap-1.5 rounded-full bg-sunken px-2 text-xs font-medium text-ink-soft dark:bg-raised">
      <LabelDot color={color} />
      <span className="truncate">{name}</span>
    </span>
  );
}
