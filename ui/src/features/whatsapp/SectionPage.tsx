// One page of the WhatsApp section: its heading, a sentence, what can be done, and the matter itself.
import type { ReactNode } from "react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { Icon } from "@/ui/Icon";
import { useTitle } from "@/lib/pageTitle";

interface SectionPageProps {
  title: ReactNode;
  description?: ReactNode;
  action?: ReactNode;
  /** The page above this one. */
  back?: { to: NonNullable<LinkProps["to"]>; label: string };
  children: ReactNode;
}

export function SectionPage({ title, description, action, back, children }: SectionPageProps) {
  useTitle(typeof title === "string" ? title : null);
  return (
    <>
      <header className="mb-6 flex flex-wrap items-end justify-between gap-4 sm:mb-8">
        <div className="min-w-0 flex-1 basis-72">
          {back && (
            <Link
              to={back.to}
              className="mb-2 inline-flex items-center gap-1.5 text-ink-soft hover:text-ink pointer-coarse:mb-0 pointer-coarse:min-h-11"
            >
              <Icon of={ArrowLeft} size={16} className="rtl:-scale-x-100" />
              {back.label}
            </Link>
          )}
          <h1 className="font-serif text-[1.75rem] leading-tight font-medium text-balance [overflow-wrap:anywhere] sm:text-[2rem]">
            {title}
          </h1>
          {description && <p className="mt-1.5 max-w-2xl text-pretty text-ink-soft">{description}</p>}
        </div>
        {action && <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:[&>:not(:only-child)]:flex-1">{action}</div>}
      </header>
      {children}
    </>
  );
}
