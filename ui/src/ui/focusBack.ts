// Where the keyboard goes when something in front of the page closes: back to what opened it.
// Radix gives the focus back to a trigger of its own only, and ours open from anywhere.
import { useRef } from "react";

/** What has the focus; of a menu, which is gone by then, the button that opened it. */
function opener(): Element | null {
  const active = document.activeElement;
  const menu = active?.closest("[role=menu]");
  return menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : active;
}

/** For the content of a dialog. Who moved the focus elsewhere in the meantime keeps it there. */
export function useFocusBack() {
  const from = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      from.current = opener();
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      const { activeElement } = document;
      const isFree = !activeElement || activeElement === document.body;
      if (isFree && from.current instanceof HTMLElement && from.current.isConnected) from.current.focus();
    },
  };
}
