// The page of one signal: the first words beside the last, who decided and why, and when the customer answered.
import type { ReactNode } from "react";
import { render, screen } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { expect, it, vi } from "vitest";
import { meQuery } from "@/api/me";
import type { Signal } from "@/api/types";
import english from "@/locales/en";
import words from "@/locales/en/health";
import { signalQuery } from "./queries";
import { SignalScreen } from "./SignalScreen";

vi.mock("@tanstack/react-router", () => ({
  Link: ({ children }: { children: ReactNode }) => <a href="/there">{children}</a>,
  useNavigate: () => vi.fn(),
  useParams: () => ({ signalId: "7" }),
}));

const at = "2026-11-20T10:00:00Z";
const signal = {
  id: "7",
  scope: "customers",
  detector: "no_order",
  subject: "1",
  contact: { id: "1", name: "Ana" },
  evidence: { orders: 3, last_order_at_ms: Date.parse("2026-08-01") },
  pressing: 40,
  status: "sent",
  beside: [],
  found_at: at,
  seen_at: at,
  status_at: at,
  decided_by: { id: "2", name: "Zeeshan" },
  draft: {
    text: "Hello Ana, come on Friday.",
    first_text: "Hello Ana, come on Monday.",
    by: "person",
    first_by: "model",
    version: 2,
    variables: {},
  },
  sent_text: "Hello Ana, come on Friday.",
  first_reply_at: "2026-11-20T11:30:00Z",
} as unknown as Signal;

it("shows what a person changed, who sent it and when the customer answered", async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { ...english, ...words } }, interpolation: { escapeValue: false } });
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(meQuery.queryKey, { person: { id: "me" }, permissions: ["handle_signals"], shop: {} } as never);
  client.setQueryData(signalQuery("7").queryKey, signal);
  render(
    <QueryClientProvider client={client}>
      <SignalScreen />
    </QueryClientProvider>,
  );
  expect(screen.getByText("Monday").tagName).toBe("DEL");
  expect(screen.getByText("Friday").tagName).toBe("INS");
  expect(screen.getByText(/Sent by Zeeshan/)).toBeDefined();
  expect(screen.getByText("The customer's first reply")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Approve and send" })).toBeNull();
});
