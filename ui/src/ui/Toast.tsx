// Short news at the foot of the page, with a way back where there is one. Call toast() from anywhere.
import { useEffect, useSyncExternalStore } from "react";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { classes } from "@/lib/classes";
import { IconButton } from "./Button";
import { Icon } from "./Icon";

export interface ToastContent {
  title: string;
  description?: string;
  tone?: "plain" | "good" | "bad";
  /** "Undo" and what it does. The toast leaves after it. */
  action?: { label: string; run: () => void };
  /** How long it stays, in milliseconds. Errors stay longer by default. */
  duration?: number;
}

interface Shown extends ToastContent {
  id: number;
}

/** More than this many at once hides the page. */
const MOST = 3;

let shown: readonly Shown[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: readonly Shown[]) {
  shown = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function toast(content: ToastContent): number {
  lastId += 1;
  publish([...shown, { ...content, id: lastId }].slice(-MOST));
  return lastId;
}

export function dismissToast(id: number): void {
  publish(shown.filter((item) => item.id !== id));
}

function ToastCard({ item, closeLabel }: { item: Shown; closeLabel: string }) {
  const duration = item.duration ?? (item.tone === "bad" ? 9000 : 5000);
  useEffect(() => {
    const timer = setTimeout(() => dismissToast(item.id), duration);
    return () => clearTimeout(timer);
  }, [item.id, duration]);
  return (
    <li className="flex w-full max-w-md animate-rise items-center gap-3 rounded-xl bg-ink py-2 ps-4 pe-2 text-on-ink shadow-float">
      {item.tone === "good" && <Icon of={CircleCheck} />}
      {item.tone === "bad" && <Icon of={CircleAlert} />}
      <div className="min-w-0 flex-1 py-1">
        <p className="font-medium">{item.title}</p>
        {item.description && <p className="text-sm opacity-85">{item.description}</p>}
      </div>
      {item.action && (
        <button
          type="button"
          className="h-8 shrink-0 rounded-md px-3 pointer-coarse:h-11 font-semibold underline decoration-brass-mark decoration-2 underline-offset-4 hover:bg-ink-hover"
          onClick={() => {
            item.action?.run();
            dismissToast(item.id);
          }}
        >
          {item.action.label}
        </button>
      )}
      <IconButton
        icon={X}
        label={closeLabel}
        size="small"
        className={classes("text-on-ink hover:bg-ink-hover hover:text-on-ink dark:hover:bg-ink-hover")}
        onClick={() => dismissToast(item.id)}
      />
    </li>
  );
}

export function Toaster({ label, closeLabel }: { label: string; closeLabel: string }) {
  const items = useSyncExternalStore(subscribe, () => shown);
  return (
    <section
      aria-label={label}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-20 z-[60] max-sm:[html:has([data-hides-foot-bar])_&]:bottom-36 sm:bottom-6"
    >
      <ol className="flex flex-col items-center gap-2 *:pointer-events-auto">
        {items.map((item) => (
          <ToastCard key={item.id} item={item} closeLabel={closeLabel} />
        ))}
      </ol>
    </section>
  );
}
