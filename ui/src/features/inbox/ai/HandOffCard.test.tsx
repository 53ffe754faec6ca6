// The card of a hand-over: every fact in the reader's words, nothing said twice, and strangers' words as they are.
import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { ConversationDetail } from "@/api/types";
import english from "@/locales/en/inbox.json";
import messages from "@/locales/en/messages.json";
import orders from "@/locales/en/orders.json";
import italian from "@/locales/it/inbox.json";
import { HandOffCard } from "./HandOffCard";

vi.mock("./WhyButton", () => ({ WhyButton: () => null }));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    ns: ["inbox", "orders", "messages"],
    defaultNS: "inbox",
    interpolation: { escapeValue: false },
    resources: { en: { inbox: english, orders, messages }, it: { inbox: italian, orders, messages } },
  });
});

const show = (card: object, urgent = false) =>
  render(
    <HandOffCard
      conversation={
        {
          needs_person: {
            reason: "complaint",
            at: "2026-11-21T10:00:00Z",
            since: "2026-11-21T09:00:00Z",
            urgent,
            angry: true,
            escalated_at: "2026-11-21T10:30:00Z",
          },
          card,
        } as unknown as ConversationDetail
      }
    />,
  ).container.textContent;

const card = {
  run_id: "7",
  reason: "complaint",
  who: "Ana",
  wants: "Where is my <b>order</b>?",
  question: "Where is my\n<b>order</b>?",
  language: "it",
  mood: "angry",
  lacks: ["order_number", "something new"],
  spoken: [{ text: "the cake is broken", sure: false }],
  sent: ["audio"],
  last_order: { number: "1042", state: "shipped", placed_at: "2026-11-19T10:00:00Z" },
  last_order_value: "64.50 EUR",
  told: ["Shall I ask a colleague?"],
  answer_by: "2026-11-22T10:00:00Z",
};

describe("the card of a hand-over", () => {
  it("says every fact in words, and what is asked once", () => {
    const text = show(card, true) ?? "";
    for (const said of [
      "Urgent",
      english.row.overdue,
      "Where is my <b>order</b>?",
      "The order number",
      "Angry",
      "Italian",
      "the cake is broken (a machine wrote this down and is not sure)",
      "1042 · On its way",
      "€64.50",
      "Shall I ask a colleague?",
      "Answer by",
      english.nextSteps.complaint,
    ])
      expect(text).toContain(said);
    expect(text.split("Where is my")).toHaveLength(2);
    for (const hidden of ["something new", "Ana", "undefined", "run", "order_number"]) expect(text).not.toContain(hidden);
    expect(document.querySelector("b")).toBeNull();
  });

  it("shows all that was asked where one line is not all of it", () => {
    const text = show({ ...card, question: "Hello.\nWhere is my order?\nIt is late." }) ?? "";
    expect(text).toContain("It is late.");
  });

  it("says nothing that somebody wrote down in one language for all readers", () => {
    const text = show({ ...card, asked: "Vuole un rimborso", question: "Hello.\nWhere is my order?" }) ?? "";
    expect(text).not.toContain("rimborso");
    expect(text.split("Asked")).toHaveLength(2);
  });

  it("survives a card of another shape, and nobody who waits has none", () => {
    const text = show({ mood: "odd", lacks: "x", spoken: 3, sent: null, last_order: [], summary: "as it is" }) ?? "";
    expect(text).toContain("odd");
    expect(text).toContain("as it is");
    expect(render(<HandOffCard conversation={{ card } as unknown as ConversationDetail} />).container.textContent).toBe("");
  });

  it("is told in Italian", async () => {
    await i18next.changeLanguage("it");
    const text = show({ ...card, next: "Listen first, then say what you can do.", question: "Hi.\nWhere is my order?" }) ?? "";
    // Every fixed word is the reader's, whatever the shop or the customer speaks; what was written stays.
    for (const word of Object.values(english.card)) if (typeof word === "string") expect(text).not.toContain(word);
    for (const said of [italian.reasons.complaint, italian.nextSteps.complaint, italian.card.told, italian.card.question, "Italiano"])
      expect(text).toContain(said);
    expect(text).toContain("Where is my order?");
    expect(screen.getAllByText(italian.card.lack.order_number)).toHaveLength(1);
    expect(screen.getAllByText("Arrabbiato")).toHaveLength(1);
    await i18next.changeLanguage("en");
  });
});
