// Whoever waits unseen is named on the start page, and there is a way to them.
import type { ReactNode } from "react";
import { render, screen } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { conversationQuery } from "@/features/inbox/queries";
import english from "@/locales/en/home.json";
import italian from "@/locales/it/home.json";
import { Unattended } from "./Unattended";

vi.mock("@tanstack/react-router", () => ({
  Link: ({ params, children }: { params: { queue: string; conversationId: string }; children: ReactNode }) => (
    <a href={`/inbox/${params.queue}/${params.conversationId}`}>{children}</a>
  ),
}));

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { home: english }, it: { home: italian } }, interpolation: { escapeValue: false } });
});

function show(unattended: number, unattended_conversations: string[]) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(conversationQuery("7").queryKey, { contact: { id: "1", name: "Ana" } } as never);
  return render(
    <QueryClientProvider client={client}>
      <Unattended home={{ alerts: [], checklist: [], unattended, unattended_conversations }} />
    </QueryClientProvider>,
  );
}

describe("Unattended", () => {
  it("shows nothing while everybody is taken care of", () => {
    expect(show(0, []).container.textContent).toBe("");
  });

  it("names who waits and leads to the conversation, in both languages", async () => {
    show(3, ["7", "8"]);
    expect(screen.getByRole("alert").textContent).toContain("3 customers wait");
    expect(screen.getByRole("link", { name: "Ana" }).getAttribute("href")).toBe("/inbox/all/7");
    expect(screen.getByRole("link", { name: english.unattended.open }).getAttribute("href")).toBe("/inbox/all/8");
    expect(screen.getByText("and 1 more")).toBeDefined();
    await i18next.changeLanguage("it");
    expect(await screen.findByText(/3 clienti aspettano/)).toBeDefined();
  });
});
