// The same again: what is shown of it, what is sent, and what became of it.
import type { ReactNode } from "react";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { meQuery } from "@/api/me";
import type { OrderProposal } from "@/api/types";
import common from "@/locales/en/common.json";
import english from "@/locales/en/orders.json";
import { Toaster } from "@/ui/Toast";
import { ProposedOrder } from "./ProposedOrder";

vi.mock("@tanstack/react-router", () => ({
  Link: ({ children, params }: { children: ReactNode; params: { orderId: string } }) => (
    <a href={`/orders/${params.orderId}`}>{children}</a>
  ),
}));

const at = "2026-11-20T10:00:00Z";
const proposal: OrderProposal = {
  id: "9",
  state: "open",
  created_at: at,
  state_at: at,
  repeats: {
    id: "5",
    source: "csv",
    number: "A1",
    state: "paid",
    currency: "EUR",
    total: "14.5",
    items: [{ name: "Focaccia", quantity: "3", unit_price: "2.50" }],
    customer: {},
    matched_by: "phone",
    placed_at: at,
    state_at: at,
    updated_at: at,
  },
};

let waiting: OrderProposal | null;
let refuses = false;
const posted: string[] = [];

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { orders: english, common, errors: { proposal_decided: "Decided already." } } },
    interpolation: { escapeValue: false },
  });
});

beforeEach(() => {
  waiting = proposal;
  refuses = false;
  posted.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (request.method === "GET") return new Response(JSON.stringify({ proposal: waiting }));
    posted.push(pathname);
    waiting = null;
    if (refuses) return new Response(JSON.stringify({ error: { code: "proposal_decided", message: "" } }), { status: 409 });
    const done = pathname.endsWith("confirm") ? { state: "ordered", order_id: "6" } : { state: "declined" };
    return new Response(JSON.stringify({ ...proposal, ...done }));
  });
});

function show(permissions = ["read_orders", "write_orders"]) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  client.setQueryData(meQuery.queryKey, { permissions } as never);
  render(
    <QueryClientProvider client={client}>
      <ProposedOrder conversation="7" />
      <Toaster label="News" closeLabel="Close" />
    </QueryClientProvider>,
  );
}

describe("the same again", () => {
  it("becomes an order with one press, and leads to it", async () => {
    show();
    const card = await screen.findByRole("region", { name: english.proposal.title });
    for (const words of ["3 × Focaccia", "€7.50", "€14.50", english.proposal.prices]) expect(card.textContent).toContain(words);
    await userEvent.click(screen.getByRole("button", { name: english.proposal.confirm }));
    const status = await screen.findByText(english.proposal.ordered);
    expect(posted).toEqual(["/api/v1/orders/proposals/9/confirm"]);
    expect(screen.getByRole("link", { name: english.look }).getAttribute("href")).toBe("/orders/6");
    expect(document.activeElement).toBe(status);
  });

  it("is declined", async () => {
    show();
    await userEvent.click(await screen.findByRole("button", { name: english.proposal.decline }));
    expect(await screen.findByText(english.proposal.declined)).toBeDefined();
    expect(posted).toEqual(["/api/v1/orders/proposals/9/decline"]);
  });

  it("says so when somebody else decided first, and is gone", async () => {
    refuses = true;
    show();
    await userEvent.click(await screen.findByRole("button", { name: english.proposal.confirm }));
    expect((await screen.findAllByText("Decided already.")).length).toBeGreaterThan(0);
    await waitFor(() => expect(screen.queryByRole("button", { name: english.proposal.confirm })).toBeNull());
  });

  it("is only read by whoever may not write orders", async () => {
    show(["read_orders"]);
    expect(await screen.findByRole("region", { name: english.proposal.title })).toBeDefined();
    expect(screen.queryByRole("button", { name: english.proposal.confirm })).toBeNull();
    expect(screen.queryByRole("button", { name: english.proposal.decline })).toBeNull();
  });
});
