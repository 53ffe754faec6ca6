// A conversation that stands above others says why, by its strongest reason alone.
import { render } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import english from "@/locales/en/inbox.json";
import { Presses } from "./ConversationRow";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", ns: ["inbox"], defaultNS: "inbox", resources: { en: { inbox: english } } });
});

const at = "2026-11-21T10:00:00Z";
const said = (needs: { urgent?: boolean; angry?: boolean; escalated_at?: string }) =>
  render(<Presses needs={{ reason: "complaint", at, since: at, urgent: false, angry: false, ...needs }} />).container.textContent;

describe("why a conversation presses", () => {
  it("is its strongest reason", () => {
    expect(said({ urgent: true, angry: true, escalated_at: at })).toBe(english.row.urgent);
    expect(said({ angry: true, escalated_at: at })).toBe(english.row.angry);
    expect(said({ escalated_at: at })).toBe(english.row.overdue);
    expect(said({})).toBe("");
  });
});
