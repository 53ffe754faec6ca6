// Where the keyboard goes when something in front of the page closes: back to what opened it.
// Radix gives the focus back to a trigger of its own only, and ours open from anywhere.
import { type FocusEvent, useRef } from "react";

/** What had the focus; of a menu, which is gone by then, the button that opened it. */
function opener(had: Element | null): Element | null {
  const menu = had?.closest("[role=menu]");
  return menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : had;
}

/**
 * For the content of a dialog. Who moved the focus elsewhere in the meantime keeps it there.
 * `onWhole`: what opens has the focus itself, and not the cross, which happens to be its first button.
 */
export function useFocusBack(onWhole = false) {
  const from = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (event: Event) => {
      from.current = opener(document.activeElement);
      if (!onWhole || !(event.currentTarget instanceof HTMLElement)) return;
      event.preventDefault();
      event.currentTarget.focus();
    },
    // A field that takes the focus by itself has it before Radix looks, and then Radix is silent.
    onFocus: (event: FocusEvent) => {
      from.current ??= opener(event.relatedTarget);
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      const { activeElement } = document;
      const isFree = !activeElement || activeElement === document.body;
      if (isFree && from.current instanceof HTMLElement && from.current.isConnected) from.current.focus();
      from.current = null;
    },
  };
}
