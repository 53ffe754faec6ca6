// The reading of a site, as its owner follows it: how far, why not, and a way to stop.
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { SiteReport } from "@/api/types";
import words from "@/locales/en/knowledge.json";
import common from "@/locales/en/common.json";
import { sitePagesQuery } from "./queries";
import { pathOf, SitePanel } from "./SitePanel";

vi.mock("@/api/me", () => ({ useMay: () => true }));
vi.mock("@tanstack/react-router", () => ({ Link: ({ children }: { children: React.ReactNode }) => <a href="/">{children}</a> }));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { knowledge: words, common } } });
});

const site: SiteReport = {
  state: "reading",
  waiting: 3,
  read: 12,
  unchanged: 0,
  skipped: 1,
  failed: 0,
  gone: 0,
  documents: 12,
  languages: [{ language: "it", documents: 11 }, { documents: 1 }],
  began_at: "2026-11-21T10:00:00Z",
};

function show(report: SiteReport) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const seed = (state: "read" | "skipped", page: object) =>
    client.setQueryData(sitePagesQuery("5", state).queryKey, {
      pages: [{ items: [page], next_cursor: null }],
      pageParams: [null],
    } as never);
  seed("read", { id: "1", url: "https://shop.example/it/men%C3%B9?a=1", state: "read", title: "Menu", source_id: "9" });
  seed("skipped", { id: "2", url: "https://shop.example/staff", state: "skipped", reason: { code: "robots", message: "x" } });
  render(
    <QueryClientProvider client={client}>
      <SitePanel id="5" site={report} />
    </QueryClientProvider>,
  );
}

describe("SitePanel", () => {
  it("says how far it is, in which languages, and can be stopped", () => {
    show(site);
    expect(screen.getByText("12 pages read so far")).toBeDefined();
    expect(screen.getByText(/Italian 11, not said 1/)).toBeDefined();
    expect(screen.getByRole("button", { name: words.site.stop })).toBeDefined();
    expect(screen.getByText("/it/menù?a=1")).toBeDefined();
  });

  it("says why a page was left out", async () => {
    show({ ...site, state: "done", waiting: 0, again_at: "2027-01-01T00:00:00Z" });
    expect(screen.queryByRole("button", { name: words.site.stop })).toBeNull();
    await userEvent.click(screen.getByRole("radio", { name: /Left out 1/ }));
    expect(screen.getByText(words.reasons.robots)).toBeDefined();
  });

  it("shows addresses that are odd as they are", () => {
    expect(pathOf("https://a.example/%E0%A4%A")).toBe("https://a.example/%E0%A4%A");
  });
});
