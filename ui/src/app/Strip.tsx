// The line itself: what is the matter, and what to press.
import type { ReactNode } from "react";

export function Strip({ title, children, action }: { title: string; children?: string; action?: ReactNode }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-4 gap-y-2 bg-bad-tint px-4 py-3 text-bad sm:px-8">
      <p className="min-w-0 flex-1 basis-44">
        <strong className="font-semibold">{title}</strong> {children}
      </p>
      {action}
    </div>
  );
}
