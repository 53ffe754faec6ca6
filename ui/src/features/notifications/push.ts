// This browser's own subscription to pushes. The service worker is fetched only when somebody wants them.

/** Whether this browser can ring, and if not, why. */
export type Support = "ready" | "insecure" | "home-screen" | "unsupported";

const isApple = () =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

export function support(): Support {
  if (!window.isSecureContext) return "insecure";
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) return "ready";
  // iPhones and iPads ring only for pages on the home screen.
  return isApple() ? "home-screen" : "unsupported";
}

const bytes = (key: string) => Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const sameKey = (subscription: PushSubscription, key: string) => {
  const theirs = subscription.options.applicationServerKey;
  return theirs !== null && bytes(key).every((byte, place) => new Uint8Array(theirs)[place] === byte);
};

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return support() === "ready" ? navigator.serviceWorker.getRegistration("/") : undefined;
}

/** The subscription there is; none where nobody asked for one. */
export async function subscription(): Promise<PushSubscription | null> {
  return (await (await registration())?.pushManager.getSubscription()) ?? null;
}

/** Subscribes; the browser asks its person first. Throws what the browser says. */
export async function subscribe(key: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  const { pushManager } = await navigator.serviceWorker.ready;
  const before = await pushManager.getSubscription();
  // A shop that was set up anew has another key, and the old subscription is nobody's.
  if (before && sameKey(before, key)) return before;
  await before?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

export async function unsubscribe(): Promise<void> {
  await (await subscription())?.unsubscribe();
}

/** What this browser is called among a person's devices: "Firefox on Android". */
export function deviceName(agent = navigator.userAgent): string {
  const find = (known: [RegExp, string][]) => known.find(([mark]) => mark.test(agent))?.[1];
  const browser = find([
    [/Edg/, "Edge"],
    [/OPR|Opera/, "Opera"],
    [/SamsungBrowser/, "Samsung Internet"],
    [/Firefox|FxiOS/, "Firefox"],
    [/Chrome|CriOS/, "Chrome"],
    [/Safari/, "Safari"],
  ]);
  const system = find([
    [/Android/, "Android"],
    [/iPhone|iPad|iPod/, "iOS"],
    [/CrOS/, "ChromeOS"],
    [/Windows/, "Windows"],
    [/Macintosh/, "macOS"],
    [/Linux/, "Linux"],
  ]);
  return [browser ?? "Browser", system].filter(Boolean).join(" · ");
}
