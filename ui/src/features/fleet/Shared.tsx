// A report as it is, letter by letter: what an operator is told, and nothing else.
import type { FleetSite } from "@/api/types";

export function Shared({ title, report, open = false }: { title: string; report: FleetSite["report"]; open?: boolean }) {
  return (
    <details open={open} className="mt-3">
      <summary className="cursor-pointer text-sm text-ink-soft">{title}</summary>
      <pre
        dir="ltr"
        // Long lines scroll, by keys as well.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-label={title}
        className="mt-2 max-h-96 overflow-auto rounded-xl bg-sunken p-4 text-start text-xs leading-relaxed dark:bg-raised"
      >
        {JSON.stringify(report, null, 2)}
      </pre>
    </details>
  );
}
