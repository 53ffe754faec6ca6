// What can be done with one order, as people do it: what is sent, and what is asked first.
import type { ReactNode } from "react";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { meQuery } from "@/api/me";
import type { Order } from "@/api/types";
import common from "@/locales/en/common.json";
import english from "@/locales/en/orders.json";
import { AddOrder } from "./AddOrder";
import { ItemsTable } from "./ItemsTable";
import { StateButtons } from "./OrderState";
import { ParcelCard } from "./ParcelCard";
import { newestQuery } from "./queries";
import { WhoseCard } from "./WhoseCard";

vi.mock("@tanstack/react-router", () => ({
  Link: ({ children }: { children: ReactNode }) => <a href="/">{children}</a>,
  useNavigate: () => () => undefined,
}));

const sent: { method: string; path: string; body: unknown }[] = [];

const order = (changes: Partial<Order> = {}): Order => ({
  id: "5",
  source: "csv",
  number: "A1",
  state: "placed",
  currency: "EUR",
  total: "14.5",
  items: [
    { name: "Focaccia", quantity: "3", unit_price: "2.50" },
    { name: "Caffè", quantity: "2", unit_price: "1" },
  ],
  customer: { name: "Rossi" },
  matched_by: "nobody",
  placed_at: "2026-11-20T10:00:00Z",
  state_at: "2026-11-20T10:00:00Z",
  updated_at: "2026-11-20T10:00:00Z",
  ...changes,
});

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { orders: english, common } },
    interpolation: { escapeValue: false },
  });
});

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    const body: unknown = request.method === "GET" ? null : await request.json();
    sent.push({ method: request.method, path: new URL(request.url).pathname, body });
    const answer = request.method === "GET" ? { items: [] } : order(body as Partial<Order>);
    return new Response(JSON.stringify(answer), { status: request.method === "POST" ? 201 : 200 });
  });
});

const changes = () => sent.filter(({ method }) => method !== "GET");

function show(node: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  client.setQueryData(meQuery.queryKey, { permissions: ["read_inbox", "read_orders", "write_orders"] } as never);
  client.setQueryData(newestQuery.queryKey, order({ currency: "CHF" }));
  return render(<QueryClientProvider client={client}>{node}</QueryClientProvider>);
}

describe("an order's state", () => {
  it("moves on with one press", async () => {
    show(<StateButtons order={order()} />);
    await userEvent.click(screen.getByRole("button", { name: english.move.paid }));
    await waitFor(() => expect(changes()).toEqual([{ method: "PATCH", path: "/api/v1/orders/5", body: { state: "paid" } }]));
  });

  it("is called off only after a question", async () => {
    show(<StateButtons order={order({ state: "cancelled" })} />);
    await userEvent.click(screen.getByRole("button", { name: english.otherState }));
    await userEvent.click(await screen.findByRole("menuitem", { name: english.move.refunded }));
    expect(await screen.findByRole("alertdialog")).toBeDefined();
    expect(changes()).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: english.move.refunded }));
    await waitFor(() => expect(changes().map(({ body }) => body)).toEqual([{ state: "refunded" }]));
  });

  it("offers nothing once it was paid back", () => {
    expect(show(<StateButtons order={order({ state: "refunded" })} />).container.textContent).toBe("");
  });
});

describe("whose an order is", () => {
  it("is chosen from those who fit", async () => {
    const candidates = [
      { id: "7", name: "Ana" },
      { id: "8", name: "Bo" },
    ];
    show(<WhoseCard order={order({ matched_by: "unsure", candidates })} />);
    await userEvent.click(screen.getAllByRole("button", { name: english.theirs })[1] as HTMLElement);
    await waitFor(() => expect(changes().map(({ body }) => body)).toEqual([{ contact_id: "8" }]));
  });

  it("may be nobody", async () => {
    show(<WhoseCard order={order({ matched_by: "phone", contact: { id: "7", name: "Ana" } })} />);
    await userEvent.click(screen.getByRole("button", { name: english.nobodys }));
    await waitFor(() => expect(changes().map(({ body }) => body)).toEqual([{ nobody: true }]));
  });
});

describe("an order's parcel", () => {
  it("is followed by a link, or by a number written down here", async () => {
    const { unmount } = show(<ParcelCard order={order({ tracking: "https://carrier.example/1" })} />);
    expect(screen.getByRole("link", { name: english.parcel.follow }).getAttribute("href")).toBe("https://carrier.example/1");
    unmount();
    show(<ParcelCard order={order()} />);
    await userEvent.click(screen.getByRole("button", { name: english.parcel.add }));
    await userEvent.type(screen.getByLabelText(english.parcel.field), " RR 12 ");
    await userEvent.click(screen.getByRole("button", { name: common.save }));
    await waitFor(() => expect(changes().map(({ body }) => body)).toEqual([{ tracking: "RR 12" }]));
  });
});

describe("what was ordered", () => {
  it("says what the lines leave open", () => {
    show(<ItemsTable order={order()} />);
    expect(screen.getByText("€7.50")).toBeDefined();
    expect(screen.getByRole("row", { name: /Delivery and others/ }).textContent).toContain("€5.00");
    expect(screen.getByRole("row", { name: /^Total/ }).textContent).toContain("€14.50");
  });

  it("shows no amount to whom none is told", () => {
    const items = [{ name: "Focaccia", quantity: "3" }];
    expect(show(<ItemsTable order={order({ total: null, items })} />).container.textContent).not.toMatch(/€|NaN|null/);
  });
});

describe("an order by hand", () => {
  it("is written for the customer of the conversation, in the shop's currency", async () => {
    const close = vi.fn();
    show(<AddOrder contact={{ id: "7", name: "Ana" }} onClose={close} />);
    await userEvent.type(await screen.findByLabelText("What 1"), "Panettone");
    await userEvent.type(screen.getByLabelText("Price of one 1"), "28,50");
    await userEvent.click(screen.getByRole("button", { name: english.add }));
    await waitFor(() => expect(close).toHaveBeenCalled());
    expect(changes()[0]?.body).toMatchObject({
      source: "manual",
      contact_id: "7",
      currency: "CHF",
      total: "28.5",
      items: [{ name: "Panettone", quantity: "1", unit_price: "28.50" }],
    });
  });

  it("sends nothing while an amount can be read in two ways", async () => {
    show(<AddOrder contact={{ id: "7", name: "Ana" }} onClose={() => undefined} />);
    await userEvent.type(await screen.findByLabelText("Total"), "1.234");
    await userEvent.click(screen.getByRole("button", { name: english.add }));
    expect((await screen.findByRole("alert")).textContent).toBe(english.faults.amount);
    expect(changes()).toEqual([]);
  });
});
