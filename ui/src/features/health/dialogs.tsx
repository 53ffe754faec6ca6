// The dialogs of the queue stand beside the cards, not in them: a card may go while somebody types.
import { createContext, useContext, useState, type ReactNode } from "react";
import type { Signal } from "@/api/types";
import { DismissDialog } from "./DismissDialog";
import { EditDialog } from "./EditDialog";

interface Opened {
  kind: "edit" | "dismiss";
  signal: Signal;
  /** Told when the signal is decided. */
  onGone: () => void;
}

const Open = createContext<(opened: Opened) => void>(() => undefined);

export const useOpenDialog = () => useContext(Open);

export function WithDialogs({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  return (
    <Open value={setOpened}>
      {children}
      {opened?.kind === "edit" && <EditDialog signal={opened.signal} onGone={opened.onGone} onClose={close} />}
      {opened?.kind === "dismiss" && <DismissDialog signal={opened.signal} onGone={opened.onGone} onClose={close} />}
    </Open>
  );
}
