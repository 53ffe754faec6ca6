// If nobody comes: off until minutes are typed, saved beside what other screens changed, and an empty field switches it off.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import common from "@/locales/en/common.json";
import english from "@/locales/en/settings.json";
import { EscalationFields } from "./EscalationFields";

const server = vi.hoisted(() => ({ settings: {} as Record<string, unknown>, put: [] as Record<string, unknown>[] }));
vi.mock("@/api/client", () => ({
  ApiError: class extends Error {},
  api: {
    GET: (path: string) => Promise.resolve({ data: path.endsWith("settings") ? server.settings : [] }),
    PUT: (_: string, { body }: { body: Record<string, unknown> }) => {
      server.put.push(body);
      server.settings = body;
      return Promise.resolve({ data: body });
    },
  },
  dataOf: async (call: Promise<{ data: unknown }>) => (await call).data,
}));
vi.mock("@/api/team", () => ({ teamQuery: { queryKey: ["team"], queryFn: () => [{ id: "7", name: "Ana" }] } }));

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", ns: ["settings", "common"], defaultNS: "settings", resources: { en: { settings: english, common } } });
});

beforeEach(() => {
  server.put = [];
  server.settings = { mode: "answer", escalate_minutes: null, escalate_to: null, escalate_tells_customer: false };
});

const show = async () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <EscalationFields />
    </QueryClientProvider>,
  );
  return (await screen.findByRole("spinbutton")) as HTMLInputElement;
};
const save = () => userEvent.click(screen.getByRole("button", { name: common.save }));

describe("what happens if nobody comes", () => {
  it("is off at first, and keeps what another screen changed meanwhile", async () => {
    const minutes = await show();
    expect(minutes.value).toBe("");
    expect(screen.getByRole("switch")).toHaveProperty("disabled", true);
    await userEvent.type(minutes, "30");
    await userEvent.click(screen.getByRole("switch"));
    server.settings = { ...server.settings, mode: "suggest" };
    await save();
    await waitFor(() => expect(server.put).toHaveLength(1));
    expect(server.put[0]).toEqual({ mode: "suggest", escalate_minutes: 30, escalate_to: null, escalate_tells_customer: true });
  });

  it("is switched off by an empty field", async () => {
    server.settings = { ...server.settings, escalate_minutes: 45, escalate_tells_customer: true };
    const minutes = await show();
    expect(minutes.value).toBe("45");
    await userEvent.clear(minutes);
    await save();
    await waitFor(() => expect(server.put[0]).toMatchObject({ escalate_minutes: null }));
  });
});
