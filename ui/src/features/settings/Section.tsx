// One matter within a tab: a heading, a sentence, the thing itself; hairlines between.
import type { ReactNode } from "react";

export function Section({
  title,
  description,
  action,
  children,
}: {
  title: ReactNode;
  description?: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <section className="border-t border-line py-8 first:border-t-0 first:pt-0">
      <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="font-serif text-xl leading-snug font-medium">{title}</h2>
          {description && <p className="mt-1 max-w-xl text-pretty text-ink-soft">{description}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
