// Something wider than its place, such as a table: it scrolls sideways, by keyboard too, and fades where it goes on.
import { useEffect, useRef, useState, type ReactNode } from "react";
import { classes } from "@/lib/classes";

/** Pixels that a rounded width may be off. */
const ROUNDING = 1;

function edgesOf(element: HTMLElement) {
  // From right to left it counts backwards.
  const from = Math.abs(element.scrollLeft);
  return { start: from > ROUNDING, end: element.scrollWidth - element.clientWidth - from > ROUNDING };
}

const fade = "pointer-events-none absolute inset-y-0 w-12 from-surface transition-opacity";

export function Sideways({ label, className, children }: { label: string; className?: string; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState({ start: false, end: false });
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const look = () => setMore(edgesOf(element));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  return (
    <div className={classes("relative overflow-hidden", className)}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={place} tabIndex={0} role="region" aria-label={label} className="overflow-x-auto -outline-offset-2">
        {children}
      </div>
      <div aria-hidden className={classes(fade, "start-0 bg-linear-to-r rtl:bg-linear-to-l", more.start ? "" : "opacity-0")} />
      <div aria-hidden className={classes(fade, "end-0 bg-linear-to-l rtl:bg-linear-to-r", more.end ? "" : "opacity-0")} />
    </div>
  );
}
