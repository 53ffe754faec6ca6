// What jsdom lacks and the primitives need, and a clean page after each test.
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

globalThis.ResizeObserver ??= NoObserver as unknown as typeof ResizeObserver;
globalThis.IntersectionObserver ??= NoObserver as unknown as typeof IntersectionObserver;
// New browsers answer this with a promise, whatever the types still say.
Element.prototype.scrollIntoView = () => Promise.resolve() as unknown as undefined;
window.matchMedia ??= (query: string) =>
  ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList;

// A busy machine is slow, not wrong, in milliseconds.
configure({ asyncUtilTimeout: 10_000 });

afterEach(cleanup);
