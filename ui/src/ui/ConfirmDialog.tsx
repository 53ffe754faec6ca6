// Asks before something that cannot be undone, and says what will be lost.
import type { ReactNode } from "react";
import { AlertDialog } from "radix-ui";
import { Button } from "./Button";
import { useFocusBack } from "./focusBack";

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** What is lost, in plain words. */
  description: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  onConfirm: () => void;
  busy?: boolean;
  /** Red button; off for a question that loses nothing. */
  dangerous?: boolean;
  children?: ReactNode;
}

export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  description,
  confirmLabel,
  cancelLabel,
  onConfirm,
  busy = false,
  dangerous = true,
  children,
}: ConfirmDialogProps) {
  const focus = useFocusBack();
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <div data-covers-page="" aria-hidden className="fixed inset-0 z-40 animate-fade bg-shade" />
        <AlertDialog.Content
          {...focus}
          aria-modal
          className="fixed inset-x-3 bottom-3 z-50 mx-auto max-h-[calc(100dvh-1.5rem)] max-w-md animate-rise overflow-y-auto rounded-2xl bg-raised p-6 shadow-float focus:outline-none sm:top-[20vh] sm:bottom-auto sm:max-h-[76vh]"
        >
          <AlertDialog.Title className="font-serif text-xl leading-snug font-medium">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-ink-soft">{description}</AlertDialog.Description>
          {children && <div className="mt-4">{children}</div>}
          <div className="mt-6 flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{cancelLabel}</Button>
            </AlertDialog.Cancel>
            <Button tone={dangerous ? "danger" : "primary"} busy={busy} onClick={onConfirm}>
              {confirmLabel}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
