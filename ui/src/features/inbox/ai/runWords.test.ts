// Who put the passages into order is told in words, and a failure of theirs as any model's.
import { renderHook } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import english from "@/locales/en/inbox.json";
import italian from "@/locales/it/inbox.json";
import { useRunWords } from "./runWords";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    ns: ["inbox"],
    defaultNS: "inbox",
    resources: { en: { inbox: english }, it: { inbox: italian } },
    interpolation: { escapeValue: false },
  });
});

describe("useRunWords", () => {
  it.each([
    ["en", "put into order by rerank-v3.5: 3 moved", "cohere gave no answer: too slow"],
    ["it", "messi in ordine da rerank-v3.5: 3 spostati", "cohere non ha risposto: troppo lento"],
  ])("tells of an order in %s", async (language, told, failed) => {
    await i18next.changeLanguage(language);
    const { result } = renderHook(() => useRunWords());
    expect(result.current.outcome("search", "reranked 3 by rerank-v3.5")).toBe(told);
    expect(result.current.outcome("search", "cohere: too_slow")).toBe(failed);
    expect(result.current.outcome("search", "found 5")).not.toContain("reranked");
    expect(result.current.task("rerank")).not.toBe("rerank");
  });

  it.each([
    ["en", "read again: 1 of 2 sentences quoted", "a question where the order is"],
    ["it", "riletto: 1 di 2 frasi citate", "una domanda su dov'è l'ordine"],
  ])("tells of a second reading and of what was heard in %s", async (language, quoted, heard) => {
    await i18next.changeLanguage(language);
    const { result } = renderHook(() => useRunWords());
    expect(result.current.outcome("check", "quoted 1 of 2, 950 tokens for 110 micros")).toBe(quoted);
    expect(result.current.outcome("understand", "order_status")).toBe(heard);
  });

  it("names services as they call themselves, and models as they are set", () => {
    const { result } = renderHook(() => useRunWords());
    expect(["searxng", "brave", "gpt-4.1", "constructor"].map(result.current.model)).toEqual([
      "SearXNG",
      "Brave",
      "gpt-4.1",
      "constructor",
    ]);
  });
});
