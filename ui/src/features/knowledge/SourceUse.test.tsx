// A source is said to have answered nothing only once everything is counted.
import { render, screen } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, it } from "vitest";
import type { Me } from "@/api/types";
import { meQuery } from "@/api/me";
import words from "@/locales/en/knowledge.json";
import { AnswersCard, useUseWords } from "./SourceUse";
import { usesQuery, type Uses } from "./useQueries";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { knowledge: words } } });
});

function Line({ uses, source }: { uses: Uses; source: string }) {
  return <p>{useUseWords()(uses, source)}</p>;
}

function show(complete: boolean) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const items = [{ source_id: "5", answers: 12, corrected: 1, last_answered_at: new Date().toISOString() }];
  client.setQueryData(meQuery.queryKey, { permissions: [] } as unknown as Me);
  client.setQueryData(usesQuery.queryKey, { complete, items });
  const uses = { complete, of: new Map(items.map((use) => [use.source_id, use])) };
  render(
    <QueryClientProvider client={client}>
      <Line uses={uses} source="5" />
      <Line uses={uses} source="6" />
      <AnswersCard source="6" />
    </QueryClientProvider>,
  );
}

it("says that past answers are still being counted", () => {
  show(false);
  expect(screen.getByText(/^Answered 12 questions in 30 days/)).toBeDefined();
  expect(screen.getAllByText(words.use.counting)).toHaveLength(2);
  expect(screen.queryByText(words.use.none)).toBeNull();
  expect(screen.queryByText(words.use.noneBody)).toBeNull();
});

it("says that a source answered nothing once all is counted", () => {
  show(true);
  expect(screen.getByText(words.use.none)).toBeDefined();
  expect(screen.getByText(words.use.noneBody)).toBeDefined();
  expect(screen.queryByText(words.use.counting)).toBeNull();
});
