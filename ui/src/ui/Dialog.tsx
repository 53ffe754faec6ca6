// A question in front of the page (Dialog) or a panel from its edge (Sheet; on phones from below).
// Radix keeps the focus inside; the veil is ours, because Radix' own would inject a style element, which the content policy forbids.
import type { ReactNode } from "react";
import { Dialog as Radix } from "radix-ui";
import { X } from "lucide-react";
import { classes } from "@/lib/classes";
import { IconButton } from "./Button";
import { useFocusBack } from "./focusBack";

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  closeLabel: string;
  children?: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
  hideTitle?: boolean;
}

function Veil() {
  return <div data-covers-page="" aria-hidden className="fixed inset-0 z-40 animate-fade bg-shade" />;
}

function Head({ title, description, closeLabel, hideTitle }: Pick<DialogProps, "title" | "description" | "closeLabel" | "hideTitle">) {
  return (
    <header className={classes("flex items-start justify-between gap-4 px-5 pt-5 sm:px-6", hideTitle && "sr-only")}>
      <div className="min-w-0">
        <Radix.Title className="font-serif text-xl leading-snug font-medium">{title}</Radix.Title>
        {description && <Radix.Description className="mt-1 text-ink-soft">{description}</Radix.Description>}
      </div>
      <Radix.Close asChild>
        <IconButton icon={X} label={closeLabel} size="small" className="-me-2 -mt-0.5 pointer-coarse:-mt-2.5" />
      </Radix.Close>
    </header>
  );
}

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  closeLabel,
  children,
  footer,
  wide = false,
  hideTitle = false,
}: DialogProps) {
  const focus = useFocusBack();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Veil />
        <Radix.Content
          {...focus}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={classes(
            "fixed inset-x-3 bottom-3 z-50 mx-auto flex max-h-[calc(100dvh-1.5rem)] animate-rise flex-col rounded-2xl bg-raised shadow-float focus:outline-none",
            "sm:top-[12vh] sm:bottom-auto sm:max-h-[76vh]",
            wide ? "sm:max-w-3xl" : "sm:max-w-lg",
          )}
        >
          <Head title={title} description={description} closeLabel={closeLabel} hideTitle={hideTitle} />
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4 sm:px-6">{children}</div>
          {footer && <footer className="flex flex-wrap justify-end gap-2 px-5 pt-1 pb-5 sm:px-6">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function Sheet({ open, onOpenChange, title, description, closeLabel, children, footer, hideTitle = false }: DialogProps) {
  const focus = useFocusBack();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Veil />
        <Radix.Content
          {...focus}
          {...(description ? {} : { "aria-describedby": undefined })}
          className="fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] animate-rise flex-col rounded-t-2xl bg-raised shadow-float focus:outline-none sm:inset-y-0 sm:start-auto sm:end-0 sm:max-h-none sm:w-[28rem] sm:animate-slide sm:rounded-none sm:rounded-s-2xl"
        >
          <Head title={title} description={description} closeLabel={closeLabel} hideTitle={hideTitle} />
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4 sm:px-6">{children}</div>
          {footer && <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-4 sm:px-6">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
