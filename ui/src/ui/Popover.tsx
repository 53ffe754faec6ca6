// A small card beside the thing that opened it, for a look that does not leave the page. Not modal.
import type { ReactNode } from "react";
import { Popover as Radix } from "radix-ui";
import { classes } from "@/lib/classes";

interface PopoverProps {
  trigger: ReactNode;
  /** Said by screen readers when it opens. */
  label: string;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom";
  className?: string;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

export function Popover({ trigger, label, children, align = "start", side = "bottom", className, open, onOpenChange }: PopoverProps) {
  return (
    <Radix.Root {...(open !== undefined && { open })} {...(onOpenChange && { onOpenChange })}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={12}
          className={classes(
            "z-50 max-h-[min(70vh,28rem)] w-80 max-w-[calc(100vw-1.5rem)] animate-rise overflow-y-auto rounded-xl bg-raised p-4 shadow-float focus:outline-none",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
