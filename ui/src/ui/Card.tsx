// A surface that holds one matter, and the page that holds surfaces.
import type { ReactNode } from "react";
import { classes } from "@/lib/classes";

export function Card({
  children,
  className,
  as: Tag = "section",
  label,
}: {
  children: ReactNode;
  className?: string;
  as?: "section" | "div" | "article" | "li";
  label?: string;
}) {
  return (
    <Tag aria-label={label} className={classes("rounded-2xl bg-surface p-5 ring-1 ring-line sm:p-6", className)}>
      {children}
    </Tag>
  );
}

export function CardHeader({ title, description, action }: { title: ReactNode; description?: ReactNode; action?: ReactNode }) {
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-52">
        <h2 className="font-serif text-lg leading-snug font-medium">{title}</h2>
        {description && <p className="mt-1 text-pretty text-ink-soft">{description}</p>}
      </div>
      {action}
    </header>
  );
}

/** The scrolling body of a screen that is not the inbox: one column, generous. */
export function Page({
  above,
  title,
  description,
  action,
  width = "normal",
  children,
}: {
  above?: ReactNode;
  title: ReactNode;
  description?: ReactNode;
  action?: ReactNode;
  width?: "normal" | "wide";
  children: ReactNode;
}) {
  return (
    <div className={classes("mx-auto w-full px-4 pt-6 pb-16 sm:px-8 sm:pt-10", width === "wide" ? "max-w-6xl" : "max-w-3xl")}>
      <header className="mb-6 flex flex-wrap items-end justify-between gap-4 sm:mb-8">
        <div className="min-w-0 flex-1 basis-72">
          {above && <div className="mb-2 pointer-coarse:*:-my-2.75 pointer-coarse:*:py-2.75">{above}</div>}
          <h1 className="font-serif text-[1.75rem] leading-tight font-medium text-balance sm:text-[2rem]">{title}</h1>
          {description && <p className="mt-1.5 max-w-2xl text-pretty text-ink-soft">{description}</p>}
        </div>
        {action}
      </header>
      {children}
    </div>
  );
}
