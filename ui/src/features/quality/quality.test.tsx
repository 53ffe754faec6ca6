// The page says what was good and what was not, calls few too few, and opens the conversations behind a number.
import type { ReactNode } from "react";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, it, vi } from "vitest";
import type { Quality, QualityFigures } from "@/api/types";
import common from "@/locales/en/common.json";
import english from "@/locales/en/quality.json";
import { countedQuery, qualityQuery, ruleChangesQuery } from "./queries";
import { QualityScreen } from "./QualityScreen";

vi.mock("@tanstack/react-router", () => ({ Link: ({ children }: { children: ReactNode }) => <a href="/">{children}</a> }));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { quality: english, common } },
    interpolation: { escapeValue: false },
  });
});

const none = { count: 0, sample: 0 };
const figures: QualityFigures = {
  turns: 100,
  answered: 70,
  answered_in_part: 0,
  declined: 20,
  suggested: 0,
  handed_over: 10,
  silenced: 0,
  corrected: { count: 2, sample: 70 },
  asked_twice: { count: 3, sample: 7 },
  reopened: none,
  bad: none,
  needless: none,
  late: none,
  missed: none,
  first_answer: { median_ms: 8000, nine_of_ten_ms: 60_000, sample: 90 },
  resolution: { median_ms: null, nine_of_ten_ms: null, sample: 0 },
};

function show(quality: Quality, toldAt = Date.now()) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(qualityQuery(30).queryKey, quality, { updatedAt: toldAt });
  client.setQueryData(ruleChangesQuery.queryKey, { items: [], next_cursor: null });
  const turn = {
    run_id: "1",
    message_id: "2",
    conversation_id: "3",
    customer: "Ana",
    question: "How much is the <b>ham</b>?",
    outcome: "answered" as const,
    figure: "corrected" as const,
    at: "2026-11-21T10:00:00Z",
    took_ms: 5000,
  };
  client.setQueryData(countedQuery(30, { figure: "corrected" }).queryKey, {
    pages: [{ items: [turn], next_cursor: null }],
    pageParams: [undefined],
  });
  render(
    <QueryClientProvider client={client}>
      <QualityScreen />
    </QueryClientProvider>,
  );
}

const of = (more: QualityFigures): Quality => ({
  days: 30,
  from: "2026-10-30T00:00:00Z",
  counted_up_to: new Date().toISOString(),
  figures: more,
  by: [{ dimension: "intent", values: [{ value: "knowledge", figures: more }] }],
});

it("says what was good, what was not, and what are too few", async () => {
  show(of(figures));
  expect(
    screen.getByText(/Of 100 questions in 30 days the assistant answered 70\. 10 went to people\. To 20 it had no answer\./),
  ).toBeDefined();
  expect(screen.getByText(/People hardly ever had to put an answer right: 2 of 70/)).toBeDefined();
  expect(screen.getByText(/To 20 of 100 questions \(20%\) the shop's knowledge has no answer/)).toBeDefined();
  const twice = screen.getByRole("article", { name: english.figures.asked_twice });
  expect(twice.textContent).toContain("3 of 7");
  expect(twice.textContent).toContain(english.few);
  const corrected = screen.getByRole("article", { name: english.figures.corrected });
  await userEvent.click(corrected.querySelector("button") as HTMLButtonElement);
  expect(await screen.findByText("How much is the <b>ham</b>?")).toBeDefined();
});

it("says never of what never happened", () => {
  const never = { count: 0, sample: 40 };
  show(of({ ...figures, declined: 0, corrected: never, asked_twice: never, reopened: never, bad: never }));
  const good = screen.getByRole("heading", { name: english.points.good.title }).parentElement;
  expect(good?.querySelectorAll("li").length).toBeGreaterThan(4);
  expect(good?.textContent).not.toContain("(0%)");
});

it("teaches an empty shop what will stand here", () => {
  show(of({ ...figures, turns: 0 }));
  expect(screen.getByText(english.emptyTitle)).toBeDefined();
});

it("says that the past is still being looked through, and never of figures that were whole when they were told", () => {
  const before = (minutes: number) => Date.now() - minutes * 60_000;
  const upTo = (at: number, turns: number): Quality => ({ ...of({ ...figures, turns }), counted_up_to: new Date(at).toISOString() });
  show(upTo(before(10), 100), before(10));
  expect(screen.queryByText(english.behind, { exact: false })).toBeNull();
  cleanup();
  show(upTo(before(60 * 24), 0));
  expect(screen.getByText(english.behind, { exact: false })).toBeDefined();
  expect(screen.queryByText(english.emptyTitle)).toBeNull();
});
