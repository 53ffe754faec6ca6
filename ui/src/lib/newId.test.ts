import { afterEach, describe, expect, it, vi } from "vitest";
import { newId } from "./newId";

describe("newId", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("makes ids over plain HTTP too, where the browser has no randomUUID", () => {
    vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.fill(255) });
    expect(newId()).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
  });
});
