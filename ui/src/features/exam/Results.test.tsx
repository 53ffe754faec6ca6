// What got worse stands open with both answers, and whatever a question says is shown as words.
import { render, screen, within } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { ExamOutcome, ExamResults } from "@/api/types";
import common from "@/locales/en/common.json";
import english from "@/locales/en/exam.json";
import settings from "@/locales/en/settings.json";
import { ResultsBody } from "./Results";

const outcome = (passed: boolean, said: string): ExamOutcome => ({
  passed,
  said,
  faults: passed ? [] : [{ code: "missing", fact: "<b>145 €</b>" }],
  end: "answered",
  reason: null,
  sources: [],
  language: "en",
  provider: null,
  model: "m",
  word_for_word: false,
});
const HOSTILE = "<img src=x onerror=alert(1)> How much?";
const at = "2026-11-21T10:00:00Z";
const run = { id: "2", state: "done" as const, cause: "asked" as const, questions: 1, asked: 1, passed: 0, made_at: at, ended_at: at };
const results = {
  run: { ...run, candidate: null, changes: [], person_id: null },
  before: { ...run, id: "1", passed: 1, candidate: null, changes: [], person_id: null },
  shares: { by_language: [], by_end: [], word_for_word: { asked: 0, passed: 0 } },
  comparisons: [
    {
      question: {
        id: "9",
        text: HOSTILE,
        expected: "answered",
        must_say: ["<b>145 €</b>"],
        must_not_say: [],
        language: null,
        origin: "typed",
        conversation_id: null,
        changed_at: at,
      },
      change: "worse",
      before: outcome(true, "It costs 145 €."),
      now: outcome(false, "It costs 160 €."),
      built_in: null,
    },
  ],
} as ExamResults;

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    ns: ["exam", "common", "settings"],
    defaultNS: "common",
    resources: { en: { exam: english, common, settings } },
    interpolation: { escapeValue: false },
  });
});

describe("the results of a run", () => {
  it("show what got worse with both answers, and markup as words", () => {
    const { container } = render(<ResultsBody results={results} />);
    const group = container.querySelector("details");
    expect(group?.open).toBe(true);
    expect(within(group as HTMLElement).getByText("It costs 145 €.")).toBeTruthy();
    expect(within(group as HTMLElement).getByText("It costs 160 €.")).toBeTruthy();
    expect(screen.getByText(HOSTILE)).toBeTruthy();
    expect(screen.getByText("Missing: <b>145 €</b>")).toBeTruthy();
    expect(container.querySelector("img, b")).toBeNull();
  });

  it("say why nothing could be tried, and not that the program stopped", () => {
    const stuck = { ...results.run, state: "interrupted" as const, fault: "key_refused" as const, asked: 0 };
    render(<ResultsBody results={{ ...results, run: stuck, comparisons: [] }} />);
    expect(screen.getByRole("status").textContent).toMatch(/could not be tried.*refused the key/);
    expect(screen.queryByText(/Shopbell stopped/)).toBeNull();
  });
});
