// Each figure says what it rests on, in a sentence, and a cohort is looked at alone.
import type { ReactNode } from "react";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
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

function show(revenue: Revenue) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
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
    expect(card().getByText("Of 4 only: says little")).toBeDefined();
    await userEvent.click(screen.getByRole("radio", { name: english.revenue.cohorts.handed_over }));
    expect(card().getByText(english.revenue.nothing.conversion)).toBeDefined();
  });

  it("teaches while there is no order", () => {
    show({ currency: null, currencies: [], within_days: 7, months: [] });
    expect(screen.getByText(english.revenue.emptyTitle)).toBeDefined();
    expect(screen.queryByRole("button", { name: english.revenue.csv })).toBeNull();
  });
});
