// A report names the place, the screen and the build, and is shown only where something broke.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import english from "@/locales/en/settings.json";
import type { SeenScreenError } from "@/api/types";
import { reportOf, ScreenErrors } from "./ScreenErrors";

const error: SeenScreenError = {
  message: "TypeError: f is not a function or its return value is not iterable",
  place: "/assets/Thread-hhX66WNs.js:3:1042",
  page: "/inbox/$queue/$conversationId",
  stack: ["send /assets/Thread-hhX66WNs.js:3:1042", "/assets/base-COW5.js:1:2"],
  build: "index-BuxTT7.js",
  version: "0.2.0",
  count: 3,
  first_at: "2026-11-21T10:00:00Z",
  last_at: "2026-11-21T11:00:00Z",
};

const answer = vi.hoisted(() => ({ items: [] as unknown[] }));
vi.mock("@/api/client", () => ({
  api: { GET: () => Promise.resolve({ data: answer }) },
  dataOf: async (call: Promise<{ data: unknown }>) => (await call).data,
}));

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", ns: ["settings"], defaultNS: "settings", resources: { en: { settings: english } } });
});

afterEach(() => {
  answer.items = [];
});

const show = () =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ScreenErrors />
    </QueryClientProvider>,
  );

describe("errors of screens", () => {
  it("are shown with their place, their screen and their build", async () => {
    answer.items = [error];
    show();
    expect(await screen.findByText(error.message)).toBeTruthy();
    expect(screen.getByText(`${error.page} · ${error.place} · ${error.build}`)).toBeTruthy();
    expect(screen.getByRole("heading", { name: english.screenErrors.title })).toBeTruthy();
  });

  it("are not spoken of where there are none", async () => {
    const { container } = show();
    await new Promise((resolve) => queueMicrotask(() => resolve(undefined)));
    expect(container.textContent).toBe("");
  });

  it("can be handed on whole", () => {
    const report = reportOf(error);
    for (const part of [
      "send /assets/Thread-hhX66WNs.js:3:1042",
      "screen: /inbox/$queue/$conversationId",
      "build: index-BuxTT7.js (0.2.0)",
      "times: 3",
    ])
      expect(report).toContain(part);
    expect(report.match(/Thread-hhX66WNs/g)).toHaveLength(1);
    expect(reportOf({ ...error, stack: [] })).toContain("  at /assets/Thread-hhX66WNs.js:3:1042");
  });
});
