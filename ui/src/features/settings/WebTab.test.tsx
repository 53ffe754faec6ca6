// Searching the web: off at first, sites as people type them, the key sent only when it is new, and a try that shows what would be read.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import common from "@/locales/en/common.json";
import english from "@/locales/en/settings.json";
import WebTab from "./WebTab";

const server = vi.hoisted(() => ({
  settings: {} as Record<string, unknown>,
  put: [] as Record<string, unknown>[],
  tried: [] as Record<string, unknown>[],
  outcome: {} as Record<string, unknown>,
}));
vi.mock("@tanstack/react-router", () => ({ useBlocker: () => ({ status: "idle" }) }));
vi.mock("@/api/client", () => ({
  ApiError: class extends Error {},
  api: {
    GET: () => Promise.resolve({ data: server.settings }),
    PUT: (_: string, { body }: { body: Record<string, unknown> }) => {
      server.put.push(body);
      server.settings = { ...server.settings, ...body, key_set: true };
      return Promise.resolve({ data: server.settings });
    },
    POST: (_: string, { body }: { body: Record<string, unknown> }) => {
      server.tried.push(body);
      return Promise.resolve({ data: server.outcome });
    },
  },
  dataOf: async (call: Promise<{ data: unknown }>) => (await call).data,
}));

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", ns: ["settings", "common"], defaultNS: "settings", resources: { en: { settings: english, common } } });
});

beforeEach(() => {
  server.put = [];
  server.tried = [];
  server.settings = {
    way: "off",
    base_url: null,
    key_set: false,
    domains: [],
    daily_limit: 100,
    price_micros: 5_000,
    model_can_search: false,
    today: 0,
    state: "closed",
  };
});

const show = async () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <WebTab />
    </QueryClientProvider>,
  );
  await screen.findByRole("button", { name: common.save });
};
const choose = (way: "off" | "brave" | "searxng" | "model") =>
  userEvent.click(screen.getByRole("radio", { name: new RegExp(`^${english.web.ways[way]}`) }));
const sites = () => screen.getByLabelText(english.web.domains) as HTMLTextAreaElement;
const price = () => screen.getByLabelText(english.web.price) as HTMLInputElement;
const fill = async (field: HTMLElement, text: string) => {
  await userEvent.clear(field);
  await userEvent.click(field);
  await userEvent.paste(text);
};
const save = () => userEvent.click(screen.getByRole("button", { name: common.save }));

describe("searching the web", () => {
  it("is off at first and asks for nothing then", async () => {
    await show();
    expect(screen.queryByLabelText(english.web.domains)).toBeNull();
    expect(screen.queryByRole("button", { name: english.web.try })).toBeNull();
  });

  it("takes sites one a line or with commas, and a key once", async () => {
    await show();
    await choose("brave");
    await fill(screen.getByLabelText(english.model.key), "secret");
    await fill(sites(), "example.com, help.example.org\nmaker.example");
    await save();
    await waitFor(() => expect(server.put).toHaveLength(1));
    const domains = ["example.com", "help.example.org", "maker.example"];
    expect(server.put[0]).toEqual({ way: "brave", base_url: null, key: "secret", domains, daily_limit: 100, price_micros: 5_000 });
    await screen.findByText(english.model.keySet);
    await save();
    await waitFor(() => expect(server.put).toHaveLength(2));
    expect(server.put[1]).not.toHaveProperty("key");
  });

  it("forgets key and address of another service, and knows its price", async () => {
    server.settings = { ...server.settings, way: "brave", key_set: true, domains: ["example.com"], price_micros: 3_000 };
    await show();
    await choose("searxng");
    expect(price().value).toBe("0");
    expect(sites().value).toBe("example.com");
    await fill(screen.getByLabelText(english.web.address), "http://127.0.0.1:8888");
    await save();
    await waitFor(() => expect(server.put[0]).toMatchObject({ way: "searxng", base_url: "http://127.0.0.1:8888", price_micros: 0 }));
    await choose("brave");
    expect(price().value).toBe("0.005");
  });

  it("says that a model which cannot search is no way", async () => {
    await show();
    await choose("model");
    expect(screen.getByText(english.web.faults.cannot_search)).toBeTruthy();
    expect(screen.queryByLabelText(english.model.key)).toBeNull();
    expect(price().value).toBe("0.01");
  });

  it("says how often it searched today, and what went wrong last", async () => {
    server.settings = {
      ...server.settings,
      way: "brave",
      key_set: true,
      domains: ["example.com"],
      today: 7,
      fault: "key_refused",
      state: "open",
    };
    await show();
    expect(screen.getByText("7 searches today, of 100.")).toBeTruthy();
    expect(screen.getByText(english.web.faults.key_refused)).toBeTruthy();
  });

  it("tries what stands on the screen, saved or not, and saves nothing", async () => {
    server.settings = { ...server.settings, way: "brave", key_set: true, domains: ["example.com"] };
    server.outcome = {
      latency_ms: 3,
      sent: "How is felt washed",
      found: [{ title: "Care of felt", url: "https://example.com/felt", site: "example.com" }],
      left_out: 2,
    };
    await show();
    await fill(sites(), "other.example");
    await fill(screen.getByLabelText(english.web.question), "How is felt washed?");
    await userEvent.keyboard("{Enter}");
    const list = await screen.findByRole("list", { name: english.web.wouldRead });
    expect(within(list).getByText("Care of felt")).toBeTruthy();
    expect(screen.getByText("2 results lie elsewhere and were dropped.")).toBeTruthy();
    expect(server.tried[0]).toMatchObject({ question: "How is felt washed?", settings: { domains: ["other.example"] } });
    expect(server.put).toEqual([]);

    server.outcome = { latency_ms: 3, sent: null, found: [], left_out: 0, fault: "busy" };
    await userEvent.click(screen.getByRole("button", { name: english.web.try }));
    await screen.findByText(english.web.faults.busy);
  });
});
