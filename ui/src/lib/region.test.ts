// @vitest-environment jsdom
import { afterEach, expect, it, vi } from "vitest";
import { clockTime } from "./dates";
import { regional } from "./region";

afterEach(() => vi.restoreAllMocks());

it("writes the chosen language as the reader's country does", () => {
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["it-CH", "en-GB", "en"]);
  expect(regional("en")).toBe("en-GB");
  expect(regional("it")).toBe("it-CH");
  expect(regional("de")).toBe("de");
  expect(clockTime(new Date(2026, 10, 21, 14, 5), "en")).toBe("14:05");
});
