// The screens of the fleet: a shop that gave no report says why, a removed one comes back, a new operator's text is shown once.
import { Suspense, type ReactElement, type ReactNode } from "react";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api/client";
import { meQuery } from "@/api/me";
import type { FleetSite } from "@/api/types";
import english from "@/locales/en";
import health from "@/locales/en/health";
import preferences from "@/locales/en/preferences";
import { Toaster } from "@/ui/Toast";
import { FleetScreen } from "./FleetScreen";
import OperatorsTab from "./OperatorsTab";

const { POST, PATCH, PUT, DELETE, GET } = vi.hoisted(() => ({
  POST: vi.fn(),
  PATCH: vi.fn(),
  PUT: vi.fn(),
  DELETE: vi.fn(),
  GET: vi.fn(),
}));

vi.mock("@/api/client", async (original) => ({ ...(await original<object>()), api: { GET, POST, PATCH, PUT, DELETE } }));
vi.mock("@tanstack/react-router", () => ({ Link: ({ children }: { children: ReactNode }) => <a href="/there">{children}</a> }));

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { ...english, ...health, ...preferences } }, interpolation: { escapeValue: false } });
});

const report = {
  numbers: [{ weeks: [{ inbound: 12, outbound: 9 }], last_inbound_at_ms: Date.now() - 3_600_000 }],
  chat: { provider: "anthropic", model: "claude-haiku-4-5" },
  backup: { state: "fresh" },
  queues: { needs_person: 2, jobs_dead: 0 },
  version: "0.2.0",
};
const forno = {
  id: "7",
  name: "Forno Bianchi",
  address: "https://forno.example",
  allow_private: false,
  state: "down",
  since: new Date(Date.now() - 90_000_000).toISOString(),
  fault: null,
  report,
  reported_at: new Date().toISOString(),
  tried_at: new Date().toISOString(),
  owner: null,
  created_at: new Date().toISOString(),
} as unknown as FleetSite;

function show(element: ReactElement, answers: Record<string, unknown>, permissions = ["see_fleet", "manage_fleet"]) {
  GET.mockImplementation((path: string) => Promise.resolve({ data: answers[path] ?? { items: [] } }));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(meQuery.queryKey, { person: { id: "me" }, permissions, shop: {} } as never);
  return render(
    <QueryClientProvider client={client}>
      <Suspense>
        {element}
        <Toaster label="News" closeLabel="Close" />
      </Suspense>
    </QueryClientProvider>,
  );
}

const sites = (...items: FleetSite[]) => ({ "/api/v1/fleet/sites": { items } });
const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

beforeEach(() => {
  for (const call of [GET, POST, PATCH, PUT, DELETE]) call.mockReset();
});

describe("the shops somebody looks after", () => {
  it("says how each stands, what it told and that nobody is written to about it", async () => {
    show(<FleetScreen />, sites(forno));
    expect(await screen.findByRole("heading", { name: "Forno Bianchi" })).toBeDefined();
    const card = screen.getByRole("listitem", { name: "Forno Bianchi" }).textContent;
    expect(card).toContain("WhatsApp down");
    expect(card).toContain("12 messages in 7 days");
    expect(card).toContain("2 conversations wait for a person");
    expect(card).toContain("claude-haiku-4-5 (anthropic)");
    expect(card).toContain("No owner chosen");
  });

  it("keeps a shop that gave no report out, and says why in words", async () => {
    POST.mockRejectedValue(new ApiError(422, { code: "fleet_no_report", message: "refused", params: { fault: "forged" } }));
    show(<FleetScreen />, sites());
    await press("Add a shop");
    await userEvent.type(await screen.findByLabelText("Text from the shop"), "https://x.example/#sbf_1");
    await press("Add and ask it now");
    expect((await screen.findByRole("alert")).textContent).toContain("signature is wrong");
    expect(POST).toHaveBeenCalledWith("/api/v1/fleet/sites", {
      body: { pairing: "https://x.example/#sbf_1", allow_private: false },
    });
  });

  it("brings a removed shop back", async () => {
    DELETE.mockResolvedValue({});
    POST.mockResolvedValue({ data: forno });
    show(<FleetScreen />, sites(forno));
    await press("Remove");
    await press("Undo");
    expect(POST).toHaveBeenCalledWith("/api/v1/fleet/sites/{id}/restore", { params: { path: { id: "7" } } });
  });

  it("lets who only sees it change nothing", async () => {
    show(<FleetScreen />, sites(forno), ["see_fleet"]);
    expect(await screen.findByRole("button", { name: "Ask now" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Remove" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Add a shop" })).toBeNull();
  });
});

describe("whoever is let in", () => {
  it("gets a text with the address it is looked at from, shown once", async () => {
    POST.mockResolvedValue({ data: { pairing: "sbf_secret.key", has_address: false, item: { id: "1", name: "Zeeshan" } } });
    show(<OperatorsTab />, { "/api/v1/fleet/report/preview": report });
    expect(await screen.findByText("Nobody looks after this shop")).toBeDefined();
    expect((await screen.findByText(/"inbound": 12/)).textContent).toContain('"version": "0.2.0"');
    await press("Let an operator in");
    await userEvent.type(await screen.findByLabelText("Who is it?"), "Zeeshan");
    await press("Create the text");
    expect(await screen.findByText(`${location.origin}/#sbf_secret.key`)).toBeDefined();
    await press("Done");
    expect(screen.queryByText(/sbf_secret/)).toBeNull();
  });
});
