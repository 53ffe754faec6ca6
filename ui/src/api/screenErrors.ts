// What nobody caught on this page, told to the shop's own server: otherwise nobody would ever hear of it. The server takes
// out whatever may be somebody's text before it keeps anything (src/app/screen_errors/code_only.rs).

/** Reports one page sends at most: something that fails in a loop must not keep the server busy. */
const MOST = 5;
/** Characters of a text the server keeps. */
const LONGEST = 2_000;

export interface ScreenError {
  message: string;
  /** The script, the line and the column. */
  place: string;
  /** The screen, by its route: an address may name a customer, or hold the secret of a link. */
  page: string;
  stack: string;
  /** The script the page began with, which names the build. */
  build: string;
}

/** The first place of our own scripts a stack names, such as `/assets/Thread-1a2b.js:3:1042`. */
export function placeIn(stack: string): string {
  return /\/(?:assets|src)\/[^\s()]+?:\d+(?::\d+)?/.exec(stack)?.[0] ?? "";
}

/** The script a page began with, such as `index-BuxTT7.js`: an open page may be older than the program. */
export function buildOf(page: Document): string {
  const first = page.querySelector<HTMLScriptElement>('script[type="module"][src]')?.getAttribute("src") ?? "";
  return first.split(/[?#]/)[0]?.split("/").pop() ?? "";
}

/** An error as it is told; aborted requests are no error. */
export function describe(error: unknown, page: string, where = ""): ScreenError | null {
  if (error instanceof DOMException && error.name === "AbortError") return null;
  const known = error instanceof Error ? error : new Error(String(error));
  const stack = known.stack ?? "";
  return {
    message: `${known.name}: ${known.message}`.slice(0, LONGEST),
    place: where || placeIn(stack),
    page,
    stack: stack.slice(0, LONGEST),
    build: buildOf(document),
  };
}

const told = new Set<string>();
/** Which screen is open: whoever knows the routes says it. */
let routeNow: () => string = () => "";

/** Tells the server, once for each error of a page. Never fails: there is nobody to tell about that. */
export function tellScreenError(error: unknown, where = ""): void {
  const found = describe(error, routeNow(), where);
  const key = found && `${found.message} ${found.place}`;
  if (!found || !key || told.has(key) || told.size >= MOST) return;
  told.add(key);
  void fetch("/api/v1/screen-errors", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(found),
    keepalive: true,
  }).catch(() => undefined);
}

/** Hears what nobody catches, from the very start of the page; `route` says which screen is open. */
export function hearScreenErrors(route: () => string): void {
  routeNow = route;
  window.addEventListener("error", (event) => {
    // A picture that does not load is an event without an error.
    if (event.error === undefined && !event.message) return;
    const { pathname } = new URL(event.filename || location.href, location.href);
    tellScreenError(event.error ?? event.message, event.filename ? `${pathname}:${event.lineno}:${event.colno}` : "");
  });
  window.addEventListener("unhandledrejection", ({ reason }) => tellScreenError(reason));
}
