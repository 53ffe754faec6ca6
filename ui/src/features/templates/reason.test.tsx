// Meta says why it rejects a template in a word of its own; the page says it in words a shop understands.
import type { ReactNode } from "react";
import { render, screen } from "@testing-library/react";
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

it.each([
  ["PROMOTIONAL", templates.reasons.PROMOTIONAL],
  ["Too many <b>capitals</b>.", "Too many <b>capitals</b>."],
])("says %s in words", async (status_reason, words) => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(meQuery.queryKey, { permissions: [], shop: { name: "Shop" } } as unknown as Me);
  client.setQueryData(templateQuery("1").queryKey, { ...rejected, status_reason });
  render(
    <QueryClientProvider client={client}>
      <TemplateScreen />
    </QueryClientProvider>,
  );
  expect(await screen.findByText(words)).toBeDefined();
  expect(screen.queryByText("PROMOTIONAL")).toBeNull();
});
