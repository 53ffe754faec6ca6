// A report says what was written and read, what was wrong and what is left out; whatever a customer may read is shown as words.
import { render, screen, within } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { Walk, WalkOutcome, WalkReport, WalkStep } from "@/api/types";
import common from "@/locales/en/common.json";
import english from "@/locales/en/walk.json";
import { ReportBody } from "./Report";

const nothing: WalkOutcome = {
  said: null,
  read: null,
  end: null,
  reason: null,
  sources: [],
  faults: [],
  took_ms: null,
  left_out: null,
  says_when: null,
};
const HOSTILE = "<img src=x onerror=alert(1)> It costs 160 euro.";
const at = "2026-11-21T10:00:00Z";
const walk: Walk = {
  id: "2",
  state: "done",
  cause: "monthly",
  language: "en",
  steps: 3,
  tried: 3,
  passed: 2,
  person_id: null,
  made_at: at,
  ended_at: at,
};
const step = (kind: WalkStep["kind"], passed: boolean, outcome: Partial<WalkOutcome>, change: WalkStep["change"] = null): WalkStep => ({
  kind,
  state: "done",
  passed,
  outcome: { ...nothing, ...outcome },
  change,
});
const report: WalkReport = {
  walk,
  before: { ...walk, id: "1", passed: 3 },
  steps: [
    step(
      "question",
      false,
      {
        said: "How much is the wagyu?",
        read: HOSTILE,
        end: "answered",
        sources: ["Wagyu"],
        faults: [{ code: "missing", fact: "145 €" }],
        took_ms: 6_200,
      },
      "worse",
    ),
    step("card", false, { faults: [{ code: "card_lacks", fact: "wants" }] }),
    step("told", true, { read: "A colleague will read this.", says_when: false }),
    { kind: "order", state: "left_out", passed: null, outcome: { ...nothing, left_out: "no_orders" }, change: null },
  ],
};

const show = (shown: WalkReport) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ReportBody report={shown} />
    </QueryClientProvider>,
  );

beforeAll(async () => {
  const resources = { en: { walk: english, common } };
  await i18next.use(initReactI18next).init({ lng: "en", resources, interpolation: { escapeValue: false } });
});

describe("a report", () => {
  it("says what is to be mended, beside the walk before", () => {
    show(report);
    expect(screen.getByText("2 steps are not as they should be.")).toBeTruthy();
    const [question, card, told, order] = screen.getAllByRole("listitem").filter((item) => within(item).queryByRole("heading"));
    expect(within(question as HTMLElement).getByText(HOSTILE)).toBeTruthy();
    expect(within(question as HTMLElement).getAllByText("Got worse")).toHaveLength(1);
    expect(within(question as HTMLElement).getByText("Missing: 145 €")).toBeTruthy();
    expect(within(question as HTMLElement).getByText(/Answered · after 6\.2 sec · From: Wagyu/)).toBeTruthy();
    expect(within(card as HTMLElement).getByText("The card lacks: what they want")).toBeTruthy();
    expect(within(told as HTMLElement).getByText(/It names no time/)).toBeTruthy();
    expect(within(order as HTMLElement).getByText("Your shop keeps no orders here.")).toBeTruthy();
  });

  it("says which step it is at while it is gone, and can be stopped", () => {
    const asked: WalkStep = { kind: "person", state: "asked", passed: null, outcome: { ...nothing, said: "Yes, please" }, change: null };
    show({ walk: { ...walk, state: "running", steps: 7, tried: 3, ended_at: null }, before: null, steps: [...report.steps, asked] });
    expect(screen.getByRole("status").textContent).toBe("Step 4 of 7: The customer wants a person");
    expect(screen.getByRole("button", { name: "Stop" })).toBeTruthy();
  });

  it("says why it broke off", () => {
    show({ ...report, walk: { ...walk, state: "interrupted" }, before: null });
    expect(screen.getByText(/Shopbell stopped during this walk/)).toBeTruthy();
  });
});
