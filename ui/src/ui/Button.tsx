// Things to press, at least 44 px high under a finger. Ink for the one main action of a screen, quiet for the rest, red only for what cannot be undone.
import type { ComponentProps, ReactNode } from "react";
import { Slot } from "radix-ui";
import { classes } from "@/lib/classes";
import { Icon, type LucideIcon } from "./Icon";

export type ButtonTone = "primary" | "plain" | "quiet" | "danger" | "quietDanger";
export type ButtonSize = "small" | "medium" | "large";

const tones: Record<ButtonTone, string> = {
  primary: "bg-ink text-on-ink hover:bg-ink-hover",
  plain: "bg-surface text-ink ring-1 ring-inset ring-line hover:bg-sunken dark:bg-raised dark:hover:bg-line",
  quiet: "text-ink-soft hover:bg-sunken hover:text-ink dark:hover:bg-raised",
  danger: "bg-bad-solid text-on-bad hover:brightness-90",
  quietDanger: "text-bad hover:bg-bad-tint",
};

const sizes: Record<ButtonSize, string> = {
  small: "h-8 px-3 text-sm gap-1.5 rounded-md pointer-coarse:h-11",
  medium: "h-10 px-4 gap-2 rounded-lg pointer-coarse:h-11",
  large: "h-12 px-6 text-base gap-2 rounded-lg",
};

const shape =
  "inline-flex shrink-0 items-center justify-center font-medium whitespace-nowrap select-none transition-colors disabled:opacity-50 disabled:pointer-events-none aria-disabled:opacity-50";

interface ButtonProps extends ComponentProps<"button"> {
  tone?: ButtonTone;
  size?: ButtonSize;
  icon?: LucideIcon;
  /** Work is under way: the button keeps its width and cannot be pressed again. */
  busy?: boolean;
  /** Renders the only child (a link) with the looks of a button. */
  asChild?: boolean;
}

export function Button({
  tone = "plain",
  size = "medium",
  icon,
  busy = false,
  asChild = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const look = classes(shape, tones[tone], sizes[size], className);
  if (asChild) {
    return (
      <Slot.Root className={look} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button type="button" className={look} disabled={disabled || busy} aria-busy={busy || undefined} {...rest}>
      {icon && <Icon of={icon} size={size === "small" ? 16 : 18} />}
      <span className={classes(busy && "animate-breathe")}>{children}</span>
    </button>
  );
}

interface IconButtonProps extends ComponentProps<"button"> {
  icon: LucideIcon;
  /** Said by screen readers and shown as the tooltip. */
  label: string;
  tone?: ButtonTone;
  size?: ButtonSize;
  mark?: ReactNode;
}

const squares: Record<ButtonSize, string> = {
  small: "size-8 rounded-md pointer-coarse:size-11",
  medium: "size-10 rounded-lg pointer-coarse:size-11",
  large: "size-12 rounded-lg",
};

export function IconButton({ icon, label, tone = "quiet", size = "medium", mark, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classes(shape, "relative", tones[tone], squares[size], className)}
      {...rest}
    >
      <Icon of={icon} size={size === "small" ? 16 : 20} />
      {mark}
    </button>
  );
}
