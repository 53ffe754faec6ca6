// A question in front of the page (Dialog) or a panel from its edge (Sheet; on phones from below).
// Radix keeps the focus inside; the veil is ours, because Radix' own would inject a style element, which the content policy forbids.
import type { ReactNode } from "react";
import { Dialog as Radix } from "radix-ui";
import { X } from "lucide-react";
import { classes } from "@/lib/classes";
import { IconButton } from "./Button";
import { useFocusBack } from "./focusBack";
import { useKeptOpen } from "./keptOpen";

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

/** Room below what has the focus, so that it never lies under the actions. */
const bodyLook = "min-h-0 flex-1 scroll-pb-24 overflow-y-auto px-5 py-4 sm:px-6";

/** What a form in a dialog ends with. It stays in sight however long the form is. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div className="sticky -bottom-4 z-10 -mx-5 -mb-4 flex flex-wrap justify-end gap-2 rounded-b-2xl bg-raised px-5 pt-1 pb-5 before:pointer-events-none before:absolute before:inset-x-0 before:-top-4 before:h-4 before:bg-linear-to-t before:from-raised sm:-mx-6 sm:px-6">
      {children}
    </div>
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
  const focus = useFocusBack(true);
  const kept = useKeptOpen();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Veil />
        <Radix.Content
          {...focus}
          {...kept}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={classes(
            "fixed inset-x-3 bottom-3 z-50 mx-auto flex max-h-[calc(100dvh-1.5rem)] animate-rise flex-col rounded-2xl bg-raised shadow-float focus:outline-none",
            "sm:top-[12vh] sm:bottom-auto sm:max-h-[76vh]",
            wide ? "sm:max-w-3xl" : "sm:max-w-lg",
          )}
        >
          <Head title={title} description={description} closeLabel={closeLabel} hideTitle={hideTitle} />
          <div className={bodyLook}>{children}</div>
          {footer && <footer className="flex flex-wrap justify-end gap-2 px-5 pt-1 pb-5 sm:px-6">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function Sheet({ open, onOpenChange, title, description, closeLabel, children, footer, hideTitle = false }: DialogProps) {
  const focus = useFocusBack(true);
  const kept = useKeptOpen();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Veil />
        <Radix.Content
          {...focus}
          {...kept}
          {...(description ? {} : { "aria-describedby": undefined })}
          className="fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] animate-rise flex-col rounded-t-2xl bg-raised shadow-float focus:outline-none sm:inset-y-0 sm:start-auto sm:end-0 sm:max-h-none sm:w-[28rem] sm:animate-slide sm:rounded-none sm:rounded-s-2xl"
        >
          <Head title={title} description={description} closeLabel={closeLabel} hideTitle={hideTitle} />
          <div className={bodyLook}>{children}</div>
          {footer && <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-4 sm:px-6">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
