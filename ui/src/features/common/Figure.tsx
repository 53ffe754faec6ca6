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
      <dd className="font-serif text-2xl font-medium">{value}</dd>
      {hint && <dd className="text-sm text-ink-soft">{hint}</dd>}
    </div>
  );
}
