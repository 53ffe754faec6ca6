// Whether the browser shows our notifications. It is asked only when somebody pressed for it.
import { useState } from "react";

export type Allowed = NotificationPermission | "unavailable";

/** Browsers offer notifications only over HTTPS or on the machine itself. */
function allowed(): Allowed {
  return typeof Notification === "undefined" || !window.isSecureContext ? "unavailable" : Notification.permission;
}

export function useNotifications(): { allowed: Allowed; ask: () => Promise<Allowed> } {
  const [now, setNow] = useState(allowed);
  const ask = async () => {
    if (allowed() !== "unavailable") await Notification.requestPermission();
    setNow(allowed());
    return allowed();
  };
  return { allowed: now, ask };
}

interface Shown {
  title: string;
  body: string;
  /** One notification for each tag: a newer one takes its place. */
  tag: string;
  onOpen: () => void;
}

/** Shows a notification, or nothing where the browser has none for pages. */
export function notify({ title, body, tag, onOpen }: Shown): void {
  if (allowed() !== "granted") return;
  try {
    const shown = new Notification(title, { body, tag, icon: "/favicon.svg", silent: true });
    shown.onclick = () => {
      window.focus();
      onOpen();
      shown.close();
    };
  } catch {
    // Phones' browsers offer them to service workers only; the sound and the title remain.
  }
}
