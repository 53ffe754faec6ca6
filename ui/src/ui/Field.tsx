// A label, a control, a hint and an error, tied together for eyes and screen readers alike.
import { createContext, use, useId, useState, type ComponentProps, type ReactNode } from "react";
import { ChevronDown, Eye, EyeOff } from "lucide-react";
import { classes } from "@/lib/classes";
import { Icon } from "./Icon";

interface Ties {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
}

const FieldTies = createContext<Ties | null>(null);

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  /** Shown beside the label: "optional", a link, a count. */
  aside?: ReactNode;
  required?: boolean;
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
}

export function Field({ label, hint, error, aside, required = false, hideLabel = false, className, children }: FieldProps) {
  const id = useId();
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <FieldTies value={{ id, describedBy, invalid: Boolean(error), required }}>
      <div className={classes("flex min-w-0 flex-col gap-1.5", className)}>
        <div className={classes("flex items-baseline justify-between gap-3", hideLabel && "sr-only")}>
          <label htmlFor={id} className="text-sm font-medium">
            {label}
          </label>
          {aside && <span className="text-sm text-ink-faint">{aside}</span>}
        </div>
        {children}
        {hint && (
          <p id={`${id}-hint`} className="text-sm text-ink-faint">
            {hint}
          </p>
        )}
        {error && (
          <p id={`${id}-error`} role="alert" className="text-sm font-medium text-bad">
            {error}
          </p>
        )}
      </div>
    </FieldTies>
  );
}

/** What a control inside a Field must carry. */
function useTies() {
  const ties = use(FieldTies);
  if (!ties) return {};
  return {
    id: ties.id,
    "aria-describedby": ties.describedBy,
    "aria-invalid": ties.invalid || undefined,
    "aria-required": ties.required || undefined,
  };
}

export const controlLook =
  "w-full min-w-0 rounded-lg bg-surface px-3 text-base text-ink ring-1 ring-inset ring-line-strong/60 transition-shadow hover:ring-line-strong focus:outline-none focus:ring-2 focus:ring-brass-mark aria-invalid:ring-bad disabled:bg-sunken disabled:text-ink-faint sm:text-[0.9375rem]";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...useTies()} className={classes(controlLook, "h-10 pointer-coarse:h-11", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea rows={4} {...useTies()} className={classes(controlLook, "resize-y py-2 leading-relaxed", className)} {...rest} />;
}

/** The system's own list: quick by keyboard, a wheel on phones. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <span className={classes("relative block min-w-0", className)}>
      <select {...useTies()} className={classes(controlLook, "h-10 appearance-none truncate pe-9 pointer-coarse:h-11")} {...rest}>
        {children}
      </select>
      <Icon of={ChevronDown} size={16} className="pointer-events-none absolute end-3 top-1/2 -translate-y-1/2 text-ink-faint" />
    </span>
  );
}

interface SecretInputProps extends ComponentProps<"input"> {
  showLabel: string;
  hideLabel: string;
}

/** A password or key, hidden until its owner wants to see it. */
export function SecretInput({ showLabel, hideLabel, className, ...rest }: SecretInputProps) {
  const [shown, setShown] = useState(false);
  return (
    <span className={classes("relative block", className)}>
      <input
        {...useTies()}
        type={shown ? "text" : "password"}
        spellCheck={false}
        autoCapitalize="none"
        className={classes(controlLook, "h-10 pe-11 pointer-coarse:h-11")}
        {...rest}
      />
      <button
        type="button"
        aria-label={shown ? hideLabel : showLabel}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute end-1 top-1 grid size-8 place-items-center rounded-md pointer-coarse:end-0 pointer-coarse:top-0 pointer-coarse:size-11 text-ink-faint hover:text-ink"
      >
        <Icon of={shown ? EyeOff : Eye} />
      </button>
    </span>
  );
}
