// Each figure says what it rests on, in a sentence, and a cohort is looked at alone.
import type { ReactNode } from "react";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { meQuery } from "@/api/me";
import type { Revenue, RevenueFigure, RevenueMonth } from "@/api/types";
import common from "@/locales/en/common.json";
import english from "@/locales/en/orders.json";
import { revenueQuery } from "./queries";
import { RevenueScreen } from "./RevenueScreen";

vi.mock("@tanstack/react-router", () => ({ Link: ({ children }: { children: ReactNode }) => <a href="/">{children}</a> }));

const none: RevenueFigure = { value: null, sample: 0 };
const month = (cohort: RevenueMonth["cohort"], conversion: RevenueFigure): RevenueMonth => ({
  month: "2026-11",
  cohort,
  running: false,
  undecided: 0,
  conversion,
  average_order: none,
  repeat_rate: none,
  value_90_days: none,
  retention_cost: none,
  staff_messages: none,
  staff_cost: none,
  staff_minutes: none,
});

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { orders: english, common } },
    interpolation: { escapeValue: false },
  });
});

function show(revenue: Revenue, permissions = ["see_revenue"]) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(meQuery.queryKey, { permissions } as never);
  client.setQueryData(revenueQuery(7, undefined).queryKey, revenue);
  render(
    <QueryClientProvider client={client}>
      <RevenueScreen />
    </QueryClientProvider>,
  );
}

describe("the revenue page", () => {
  it("says what a figure rests on, of the cohort that is looked at", async () => {
    const months = [
      month("all", { value: "0.125", sample: 80 }),
      month("bot_only", { value: "0.5", sample: 4 }),
      month("handed_over", none),
    ];
    show({ currency: "EUR", currencies: ["EUR"], within_days: 7, months });
    const card = () => within(screen.getByRole("article", { name: english.revenue.figures.conversion }));
    expect(card().getByText("Of 80 customers who wrote, 12.5% ordered up to 7 days after their last message.")).toBeDefined();
    expect(card().queryByText(/says little/)).toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: english.revenue.cohorts.bot_only }));
    expect(card().getByText("50%")).toBeDefined();
    expect(card().getByText("Only 4: says little")).toBeDefined();
    await userEvent.click(screen.getByRole("radio", { name: english.revenue.cohorts.handed_over }));
    expect(card().getByText(english.revenue.nothing.conversion)).toBeDefined();
  });

  it("says that the team's time does not count, until somebody who looks after prices says what an hour costs", async () => {
    const sent: unknown[] = [];
    const revenue: Revenue = { currency: "EUR", currencies: ["EUR"], within_days: 7, months: [month("all", none)] };
    vi.stubGlobal("fetch", async (request: Request) => {
      if (request.method === "GET") return new Response(JSON.stringify({ ...revenue, hourly_cost_micros: 22_500_000 }));
      sent.push(await request.json());
      return new Response(null, { status: 204 });
    });
    show(revenue, ["see_revenue", "manage_prices"]);
    expect(screen.getByText(english.revenue.time.none)).toBeDefined();
    await userEvent.type(screen.getByLabelText(english.revenue.time.field), "a lot");
    await userEvent.click(screen.getByRole("button", { name: common.save }));
    expect((await screen.findByRole("alert")).textContent).toBe(english.faults.amount);
    await userEvent.clear(screen.getByLabelText(english.revenue.time.field));
    await userEvent.type(screen.getByLabelText(english.revenue.time.field), "22,50");
    await userEvent.click(screen.getByRole("button", { name: common.save }));
    await waitFor(() => expect(sent).toEqual([{ hourly_cost_micros: 22_500_000 }]));
    expect(await screen.findByText(/an hour of your team counts as \$22\.50/)).toBeDefined();
  });

  it("says how much of the cost of a customer kept is the team's time", () => {
    const costs = {
      retention_cost: { value: "2.10", currency: "USD", sample: 40 },
      staff_cost: { value: "1.90", currency: "USD", sample: 40 },
      staff_minutes: { value: "5.1", sample: 40 },
    };
    const months = [{ ...month("all", none), ...costs }];
    show({ currency: "EUR", currencies: ["EUR"], within_days: 7, hourly_cost_micros: 22_500_000, months });
    expect(screen.getByText(/\$2\.10 for each of 40 customers .* \$1\.90 is the team's time/)).toBeDefined();
    expect(screen.getByText("People spent 5.1 minutes on each of 40 customers who bought again.")).toBeDefined();
    expect(screen.getByText("In the cost of a customer kept, an hour of your team counts as $22.50.")).toBeDefined();
    expect(screen.queryByLabelText(english.revenue.time.field)).toBeNull();
  });

  it("marks the month that is not over, and counts nobody whose days are not", () => {
    const spent = { staff_minutes: { value: "1.0", sample: 1 } };
    const running = { ...month("all", { value: "0.5", sample: 1 }), ...spent, running: true, undecided: 2 };
    show({ currency: "EUR", currencies: ["EUR"], within_days: 7, months: [running] });
    const card = within(screen.getByRole("article", { name: english.revenue.figures.conversion }));
    expect(card.getByText(english.revenue.running)).toBeDefined();
    expect(card.getByText("2 more conversations do not count yet: their 7 days are not over.")).toBeDefined();
    expect(card.getByText("Of 1 customer who wrote, 50% ordered up to 7 days after the last message.")).toBeDefined();
    expect(screen.getByText("People spent 1 minute on 1 customer who bought again.")).toBeDefined();
  });

  it("teaches while there is no order", () => {
    show({ currency: null, currencies: [], within_days: 7, months: [] });
    expect(screen.getByText(english.revenue.emptyTitle)).toBeDefined();
    expect(screen.queryByRole("button", { name: english.revenue.csv })).toBeNull();
  });
});
