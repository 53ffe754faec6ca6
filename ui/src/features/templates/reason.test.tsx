// Why a template stands as it does comes as a code; the page says it in words a shop understands, and marks Meta's own as such.
import type { ReactNode } from "react";
import { cleanup, render, screen } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, it, vi } from "vitest";
import type { Me, Template } from "@/api/types";
import { meQuery } from "@/api/me";
import common from "@/locales/en/common.json";
import templates from "@/locales/en/templates.json";
import { templateQuery } from "./queries";
import { TemplateScreen } from "./TemplateScreen";

vi.mock("@tanstack/react-router", () => ({
  Link: ({ children }: { children: ReactNode }) => <a href="/">{children}</a>,
  useNavigate: () => () => {},
  useParams: () => ({ templateId: "1" }),
}));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { templates, common } },
    interpolation: { escapeValue: false },
  });
});

const rejected: Template = {
  id: "1",
  connection_id: "2",
  practice: false,
  waba_id: "3",
  name: "sale",
  language: "en",
  category: "utility",
  status: "rejected",
  quality: "unknown",
  body: "Half price today!",
  buttons: [],
  parameter_format: "named",
  variables: [],
  editable: true,
  sendable: false,
  updated_at: "2026-11-21T10:00:00Z",
};

function show(reason: Partial<Template>) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(meQuery.queryKey, { permissions: [], shop: { name: "Shop" } } as unknown as Me);
  client.setQueryData(templateQuery("1").queryKey, { ...rejected, ...reason });
  render(
    <QueryClientProvider client={client}>
      <TemplateScreen />
    </QueryClientProvider>,
  );
}

it.each(["PROMOTIONAL", "FIRST_PAUSE", "meta_unreachable", "token_revoked"] as const)("says %s in words", async (status_reason) => {
  show({ status_reason });
  expect(await screen.findByText(templates.reasons[status_reason])).toBeDefined();
  expect(screen.queryByText(status_reason)).toBeNull();
  expect(screen.queryByText(templates.reasonWords)).toBeNull();
});

it("marks Meta's own words as such, alone or below ours", async () => {
  const words = "Too many <b>capitals</b>.";
  show({ status_reason: "unknown", status_reason_words: words });
  const quoted = await screen.findByText(words);
  expect(quoted.tagName).toBe("Q");
  expect(quoted.parentElement?.textContent).toBe(`${templates.reasonWords} ${words}`);
  expect(screen.queryByText("unknown")).toBeNull();
  cleanup();
  show({ status_reason: "INVALID_FORMAT", status_reason_words: words });
  expect(await screen.findByText(templates.reasons.INVALID_FORMAT)).toBeDefined();
  expect(screen.getByText(words)).toBeDefined();
});

it("says why it cannot be changed now", async () => {
  show({ editable: false, not_editable_because: "too_often" });
  expect(await screen.findByText(templates.notEditable.too_often)).toBeDefined();
});

it("shows a code of tomorrow as it stands", async () => {
  show({ status_reason: "BRAND_NEW" });
  expect(await screen.findByText("BRAND_NEW")).toBeDefined();
});
