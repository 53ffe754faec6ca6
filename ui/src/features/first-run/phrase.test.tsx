// Of the words that are given back, the wrong ones are named by their places, and the right ones are left alone.
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Me } from "@/api/types";
import { ApiError } from "@/api/client";
import { meQuery } from "@/api/me";
import accounts from "@/locales/en/accounts.json";
import common from "@/locales/en/common.json";
import errors from "@/locales/en/errors.json";
import firstRun from "@/locales/en/first-run.json";
import italian from "@/locales/it/first-run.json";
import { PhraseStep } from "./PhraseStep";

const { POST } = vi.hoisted(() => ({ POST: vi.fn() }));
vi.mock("@/api/client", async (original) => {
  const client = await original<{ api: object }>();
  return { ...client, api: { ...client.api, POST } };
});

const WORDS = ["apple", "river", "stone", "cloud", "amber", "tiger", "ocean", "piano", "lemon", "violin", "forest", "candle"];

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { accounts, common, errors, firstRun }, it: { accounts, common, errors, firstRun: italian } },
    interpolation: { escapeValue: false },
  });
});

const refused = (status: number, code: string, places: number[] = []) =>
  new ApiError(status, { code, message: code, fields: Object.fromEntries(places.map((place) => [String(place), "x"])) });

/** Shows the words, asks for three of them back, and gives these. */
async function giveBack(words: readonly string[], answer: ApiError) {
  const user = userEvent.setup();
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(meQuery.queryKey, { permissions: [], recovery_phrase: "unconfirmed" } as unknown as Me);
  POST.mockResolvedValueOnce({ data: { words: WORDS, asked: [2, 7, 12] } }).mockRejectedValueOnce(answer);
  render(
    <QueryClientProvider client={client}>
      <PhraseStep onDone={() => {}} />
    </QueryClientProvider>,
  );
  const said = i18next.getFixedT(null, "firstRun");
  await user.click(await screen.findByRole("button", { name: said("phrase.show") }));
  await user.click(await screen.findByRole("button", { name: said("phrase.written") }));
  const fields = await screen.findAllByRole("textbox");
  for (const [at, word] of words.entries()) await user.type(fields[at] as HTMLElement, word);
  await user.click(screen.getByRole("button", { name: said("phrase.check") }));
  return { user, fields };
}

beforeEach(() => POST.mockReset());

describe("the phrase given back", () => {
  it("names the one wrong word by its place, as it was typed", async () => {
    const { fields } = await giveBack(["river", "stone ", "candle"], refused(422, "words_wrong", [7]));
    const notice = await screen.findByText(/Word 7 \(“stone”\) is not the one that was shown; the others are right\./);
    expect(notice.closest("[role=alert]")).not.toBeNull();
    expect(fields.map((field) => field.getAttribute("aria-invalid"))).toEqual([null, "true", null]);
    expect(screen.getAllByText(firstRun.phrase.notThis)).toHaveLength(1);
    expect(POST).toHaveBeenLastCalledWith("/api/v1/recovery-phrase/confirm", {
      body: { words: { "2": "river", "7": "stone", "12": "candle" } },
    });
  });

  it("names several, in Italian too", async () => {
    await giveBack(["lake", "ocean", "lamp"], refused(422, "words_wrong", [2, 12]));
    expect(await screen.findByText(/Words 2 \(“lake”\) and 12 \(“lamp”\) are not those that were shown\./)).toBeDefined();
    cleanup();
    await i18next.changeLanguage("it");
    await giveBack(["lake", "ocean", "candle"], refused(422, "words_wrong", [2]));
    expect(await screen.findByText(/La parola 2 \(«lake»\) non è quella mostrata; le altre sono giuste\./)).toBeDefined();
    expect(screen.getAllByText(italian.phrase.notThis)).toHaveLength(1);
    await i18next.changeLanguage("en");
  });

  it("leads to new words once these are gone", async () => {
    const { user } = await giveBack(["a", "b", "c"], refused(409, "phrase_gone"));
    expect(await screen.findByText(errors.phrase_gone)).toBeDefined();
    expect(screen.queryByRole("button", { name: firstRun.phrase.check })).toBeNull();
    await user.click(screen.getByRole("button", { name: firstRun.phrase.replace }));
    expect(await screen.findByRole("button", { name: firstRun.phrase.show })).toBeDefined();
  });
});
