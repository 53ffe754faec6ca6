// What a row tells of a conversation: whoever waits for a person is told by their own words, and the shop's lines by who speaks.
import { render } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
import english from "@/locales/en/inbox.json";
import type { Conversation } from "@/api/types";
import { Preview } from "./ConversationRow";

vi.mock("../somebodyTypes", () => ({ useSomebodyTypes: () => null }));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", ns: ["inbox"], defaultNS: "inbox", resources: { en: { inbox: english } } });
});

const at = "2026-11-21T10:00:00Z";
const line = (author: "customer" | "system" | "ai", text: string) =>
  ({ id: "1", at, author, text, kind: "text", direction: author === "customer" ? "in" : "out" }) as const;
const told = (lines: Partial<Conversation>) =>
  render(<Preview conversation={{ id: "1", contact: { id: "1", name: "Ana" }, ...lines } as Conversation} />).container.textContent;

describe("the words of a row", () => {
  it("are the customer's own while they wait for a person", () => {
    const spoke = line("system", "Sorry, nobody could come yet.");
    expect(told({ last_message: spoke, last_heard: line("customer", "There is smoke") })).toBe("There is smoke");
    // What did not arrive is told all the same.
    const lost = { ...spoke, state: "failed" as const };
    expect(told({ last_message: lost, last_heard: line("customer", "There is smoke") })).toContain(english.row.failed);
  });
  it("say who speaks where they are the shop's", () => {
    expect(told({ last_message: line("system", "Sorry, nobody could come yet.") })).toBe(
      `${english.authors.system}:Sorry, nobody could come yet.`,
    );
    expect(told({ last_message: line("ai", "Hello") })).toBe(`${english.row.ai}:Hello`);
    expect(told({ last_message: line("customer", "Hello") })).toBe("Hello");
  });
});
