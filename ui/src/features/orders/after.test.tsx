// Messages after a purchase, as people see them: what became of one and why, and taking out what is due.
import type { ReactNode } from "react";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { meQuery } from "@/api/me";
import type { FollowUp } from "@/api/types";
import common from "@/locales/en/common.json";
import english from "@/locales/en/orders.json";
import italian from "@/locales/it/orders.json";
import { FollowUpLine } from "./FollowUps";

vi.mock("@tanstack/react-router", () => ({ Link: ({ children }: { children: ReactNode }) => <a href="/">{children}</a> }));

const sent: string[] = [];

const one = (changes: Partial<FollowUp> = {}): FollowUp => ({
  id: "7",
  order_id: "5",
  number: "1042",
  kind: "tracking",
  state: "due",
  due_at: "2026-11-23T10:00:00Z",
  state_at: "2026-11-21T10:00:00Z",
  ...changes,
});

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { orders: english, common } },
    interpolation: { escapeValue: false },
  });
});

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(`${request.method} ${new URL(request.url).pathname}`);
    return new Response(JSON.stringify(one({ state: "cancelled" })));
  });
});

function show(node: ReactNode, permissions: string[]) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  client.setQueryData(meQuery.queryKey, { permissions } as never);
  return render(
    <QueryClientProvider client={client}>
      <ul>{node}</ul>
    </QueryClientProvider>,
  );
}

it("is taken out by whoever may, and by nobody else", async () => {
  const { unmount } = show(<FollowUpLine one={one()} />, []);
  expect(screen.queryByRole("button")).toBeNull();
  unmount();
  show(<FollowUpLine one={one()} />, ["handle_signals"]);
  await userEvent.click(screen.getByRole("button", { name: "Take out “How the order stands” of order 1042" }));
  expect(sent).not.toContain("POST /api/v1/follow-ups/7/cancel");
  await userEvent.click(within(screen.getByRole("alertdialog")).getByRole("button", { name: "Take out" }));
  await waitFor(() => expect(sent).toContain("POST /api/v1/follow-ups/7/cancel"));
});

it("says why it was not sent and offers nothing more", () => {
  show(<FollowUpLine one={one({ state: "not_sent", reason: "complaint" })} />, ["handle_signals"]);
  expect(screen.getByText(english.after.reasons.complaint)).toBeDefined();
  expect(screen.queryByRole("button")).toBeNull();
});

it("has words for every reason in both languages", () => {
  expect(Object.keys(italian.after.reasons)).toEqual(Object.keys(english.after.reasons));
});
