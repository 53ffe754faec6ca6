// What was given is shown as read, or with the reason why not; never "being read" for ever.
import { render, screen } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import words from "@/locales/en/knowledge.json";
import { SourceOutcome, tasteOf } from "./SourceOutcome";
import { sourceQuery } from "./queries";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { knowledge: words } } });
});

function show(source: object) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(sourceQuery("5").queryKey, {
    id: "5",
    kind: "page",
    title: "Prices · Macelleria",
    chunks: 0,
    passages: [],
    bytes: 1,
    ...source,
  } as never);
  render(
    <QueryClientProvider client={client}>
      <SourceOutcome id="5" />
    </QueryClientProvider>,
  );
}

describe("SourceOutcome", () => {
  it("shows the title, how much was read, and a taste of it", () => {
    show({ state: "ready", chunks: 2, passages: [{ text: "Menu" }, { text: "Bistecca 38 € al kg" }] });
    expect(screen.getByText("Prices · Macelleria")).toBeDefined();
    expect(screen.getByText(/2 passages/)).toBeDefined();
    expect(screen.getByText("Bistecca 38 € al kg")).toBeDefined();
  });

  it("says why something could not be read", () => {
    show({ state: "failed", reason: { code: "no_text", message: "no text" } });
    expect(screen.getByRole("alert").textContent).toContain(words.reasons.no_text);
  });

  it("cuts a long piece at a word", () => {
    const taste = tasteOf([{ text: `${"parola ".repeat(80)}` }]) ?? "";
    expect(taste.length).toBeLessThanOrEqual(281);
    expect(taste.endsWith("parola…")).toBe(true);
    expect(tasteOf([])).toBeNull();
  });
});
