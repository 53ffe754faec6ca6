// Off at first; each way asks for what it needs and for nothing else, and a key goes out only when one was typed.
import { useState } from "react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { LlmSettings } from "@/api/types";
import common from "@/locales/en/common.json";
import english from "@/locales/en/settings.json";
import italian from "@/locales/it/settings.json";
import { toChange, type LlmDraft } from "./modelDraft";
import { RerankSection } from "./RerankSection";

const chat = { provider: "builtin" as const, model: "builtin", intent_model: "", key_set: false };
const settings = {
  chat,
  second: chat,
  embedding: { provider: "none", model: "", key_set: false },
  rerank: { provider: "none", model: "", key_set: false },
  transcription: { provider: "none", model: "", key_set: false },
  limits: { max_output_tokens: 700, timeout_seconds: 60 },
  models: [],
  fixed: [],
} as LlmSettings;

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    ns: ["settings", "common"],
    defaultNS: "settings",
    resources: { en: { settings: english, common } },
  });
});

function Form({ saved, errors = {} }: { saved: LlmSettings; errors?: Record<string, string> }) {
  const [draft, setDraft] = useState<LlmDraft>(saved);
  return (
    <>
      <RerankSection draft={draft} saved={saved} errors={errors} onChange={(rerank) => setDraft({ ...draft, rerank })} />
      <output data-testid="sent">{JSON.stringify(toChange(draft).rerank)}</output>
    </>
  );
}

const sent = () => JSON.parse(screen.getByTestId("sent").textContent) as Record<string, unknown>;

const show = (saved: LlmSettings, errors?: Record<string, string>) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Form saved={saved} errors={errors} />
    </QueryClientProvider>,
  );

const choose = (name: string) => userEvent.click(screen.getByRole("radio", { name: new RegExp(`^${name}`) }));

describe("RerankSection", () => {
  it("is off at first and tests nobody", () => {
    show(settings);
    expect(screen.getByRole("radio", { name: /^As found/ }).getAttribute("aria-checked")).toBe("true");
    expect(screen.queryByRole("button", { name: "Test" })).toBeNull();
    expect(screen.queryByRole("textbox")).toBeNull();
  });

  it("asks the model that sorts for nothing more, and a service for its address and key", async () => {
    show(settings);
    await choose("The model that sorts");
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(screen.getByRole("button", { name: "Test" })).toBeTruthy();
    await choose("Cohere or your own server");
    await userEvent.type(screen.getByRole("textbox", { name: /Address/ }), "http://127.0.0.1:8080/v1");
    await userEvent.type(screen.getByLabelText(/^Key/), "rk");
    expect(sent()).toEqual({ provider: "cohere", model: "", base_url: "http://127.0.0.1:8080/v1", key: "rk" });
    await choose("Amazon Bedrock");
    expect(screen.getByRole("textbox", { name: /Region/ })).toBeTruthy();
    expect(sent(), "a key never goes to somebody else").toEqual({ provider: "bedrock", model: "" });
  });

  it("leaves a stored key alone and shows a wrong field where it is", () => {
    const stored = { ...settings, rerank: { provider: "voyage", model: "rerank-2.5-lite", key_set: true } } as LlmSettings;
    show(stored, { "rerank.key": "This provider needs a key." });
    expect(screen.getByText("This provider needs a key.")).toBeTruthy();
    expect(sent()).toEqual({ provider: "voyage", model: "rerank-2.5-lite" });
  });

  it("says the same in Italian", () => {
    expect(Object.keys(italian.model.rerankHint)).toEqual(Object.keys(english.model.rerankHint));
    expect(Object.keys(italian.model.rerankProviders)).toEqual(Object.keys(english.model.rerankProviders));
  });
});
