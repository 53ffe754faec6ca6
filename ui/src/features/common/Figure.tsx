// A number people came for, within a list of such: its name above, what it is of below.
interface FigureProps {
  name: string;
  value: string | number;
  hint?: string;
}

export function Figure({ name, value, hint }: FigureProps) {
  return (
    <div>
      <dt className="text-sm text-ink-faint">{name}</dt>
      <dd className="font-serif text-2xl font-medium">
        {/* "7 of 7" reads from its own first word on, also on a screen that runs from right to left. */}
        <bdi>{value}</bdi>
      </dd>
      {hint && <dd className="text-sm text-ink-soft">{hint}</dd>}
    </div>
  );
}
