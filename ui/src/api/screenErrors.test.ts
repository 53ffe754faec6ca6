// An error nobody caught names its file and line, is told once, and never more often than a page may.
import { afterEach, describe, expect, it, vi } from "vitest";
import { describe as told, hearScreenErrors, placeIn, tellScreenError } from "./screenErrors";

const stack =
  "TypeError: f is not a function or its return value is not iterable\n    at send (http://127.0.0.1:8420/assets/Thread-hhX66WNs.js:3:1042)\n    at http://127.0.0.1:8420/assets/base-COW5.js:1:2";

afterEach(() => vi.unstubAllGlobals());

describe("what broke on a screen", () => {
  it("names the first of our own scripts", () => {
    expect(placeIn(stack)).toBe("/assets/Thread-hhX66WNs.js:3:1042");
    expect(placeIn("no stack")).toBe("");
  });

  it("takes anything that was thrown, and leaves aborted requests alone", () => {
    expect(told("plain words", "/inbox")).toMatchObject({ message: "Error: plain words", page: "/inbox" });
    expect(told(undefined, "/inbox")?.message).toBe("Error: undefined");
    expect(told(new DOMException("", "AbortError"), "/inbox")).toBeNull();
  });

  it("is told once, and no more than five times a page", async () => {
    const post = vi.fn(() => Promise.reject(new Error("offline")));
    vi.stubGlobal("fetch", post);
    for (let turn = 0; turn < 3; turn += 1) tellScreenError(new Error("the same"), "/assets/a.js:1:2");
    expect(post).toHaveBeenCalledTimes(1);
    for (let turn = 0; turn < 20; turn += 1) tellScreenError(new Error(`another ${turn}`), "/assets/a.js:1:2");
    await Promise.resolve();
    expect(post).toHaveBeenCalledTimes(5);
  });

  it("is heard from the window", () => {
    hearScreenErrors(() => "/link/$token");
    const post = vi.fn(() => Promise.resolve(new Response()));
    vi.stubGlobal("fetch", post);
    window.dispatchEvent(new ErrorEvent("error", { message: "" }));
    expect(post).not.toHaveBeenCalled();
  });

  it("names the screen by its route and the build by its first script", async () => {
    vi.resetModules();
    const fresh = await import("./screenErrors");
    const post = vi.fn<(url: string, init: RequestInit) => Promise<Response>>(() => Promise.resolve(new Response()));
    vi.stubGlobal("fetch", post);
    const script = document.createElement("script");
    script.type = "module";
    script.setAttribute("src", "/assets/index-BuxTT7.js?v=1");
    document.head.append(script);
    history.pushState(null, "", "/link/8f2c9a1b-secret");
    fresh.hearScreenErrors(() => "/link/$token");
    fresh.tellScreenError(new TypeError("x is not a function"));
    const told = JSON.parse(String(post.mock.calls[0]?.[1].body)) as Record<string, string>;
    expect(told).toMatchObject({ page: "/link/$token", build: "index-BuxTT7.js" });
    expect(JSON.stringify(told)).not.toContain("secret");
    script.remove();
    history.pushState(null, "", "/");
  });
});
