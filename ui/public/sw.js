// Shows what the shop's program pushes, and opens the right screen when it is pressed. Keeps nothing and answers no requests:
// the screens always come from the server.
const DEVICES = "/api/v1/notifications/devices";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

function read(data) {
  try {
    return data.json();
  } catch {
    return {};
  }
}

self.addEventListener("push", (event) => {
  const told = event.data ? read(event.data) : {};
  // Browsers want something to be shown for every push.
  event.waitUntil(
    self.registration.showNotification(told.title || "Shopbell", {
      body: told.body,
      tag: told.tag || "shopbell",
      renotify: true,
      requireInteraction: told.urgent === true,
      lang: told.lang,
      dir: "auto",
      icon: "/icon-192.png",
      badge: "/badge.png",
      data: { link: told.link },
    }),
  );
});

/** A place of our own screens; anything else is the first screen. */
function placeOf(link) {
  const url = new URL(typeof link === "string" ? link : "/", self.location.origin);
  return url.origin === self.location.origin ? url.href : self.location.origin;
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const place = placeOf(event.notification.data?.link);
  const open = async () => {
    const [window] = await self.clients.matchAll({ type: "window" });
    if (!window) return self.clients.openWindow(place);
    await window.focus();
    return window.navigate(place).catch(() => self.clients.openWindow(place));
  };
  event.waitUntil(open());
});

// The browser changed the subscription by itself: the shop is told the new one.
self.addEventListener("pushsubscriptionchange", (event) => {
  const again = async () => {
    const options = event.oldSubscription?.options ?? { userVisibleOnly: true };
    const subscription = event.newSubscription ?? (await self.registration.pushManager.subscribe(options));
    const body = JSON.stringify({ name: self.navigator.userAgent.slice(0, 60), subscription });
    await fetch(DEVICES, { method: "POST", headers: { "content-type": "application/json" }, body });
  };
  event.waitUntil(again());
});
