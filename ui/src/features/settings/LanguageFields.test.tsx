// Only some languages: the shop's own is ticked, the last tick stays, and a shop whose language is not told apart chooses itself.
import { useState } from "react";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import type { RepliesSettings } from "@/api/types";
import english from "@/locales/en/settings.json";
import { LanguageFields } from "./LanguageFields";

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", ns: ["settings"], defaultNS: "settings", resources: { en: { settings: english } } });
});

function Form({ shopLanguage }: { shopLanguage: string }) {
  const [draft, setDraft] = useState({ languages: [] as string[] } as unknown as RepliesSettings);
  const [only, setOnly] = useState(false);
  return (
    <LanguageFields
      draft={draft}
      shopLanguage={shopLanguage}
      only={only}
      onChange={(next, some) => {
        setDraft(next);
        setOnly(some);
      }}
    />
  );
}

const onlySome = async (shopLanguage: string) => {
  render(<Form shopLanguage={shopLanguage} />);
  await userEvent.click(screen.getByRole("radio", { name: "Only some" }));
};

describe("LanguageFields", () => {
  it.each([
    ["pt-BR", "Portuguese"],
    ["sw", "Swahili"],
    ["fil", "Filipino"],
    ["nb", "Danish"],
  ])("ticks the language of a shop in %s", async (shopLanguage, name) => {
    await onlySome(shopLanguage);
    expect(screen.getByRole("button").textContent).toBe(name);
  });

  it("ticks none for a shop in a language it cannot tell apart, and says so", async () => {
    await onlySome("hr");
    expect(screen.getByRole("status").textContent).toMatch(/cannot tell Croatian apart.*Choose at least one/);
    await userEvent.click(screen.getByRole("button", { name: "Choose languages" }));
    await userEvent.click(screen.getByRole("menuitemcheckbox", { name: "Italian" }));
    const tick = (name: string) => screen.getByRole("menuitemcheckbox", { name });
    expect(tick("Italian").getAttribute("aria-checked")).toBe("true");
    expect(tick("Italian").getAttribute("aria-disabled")).toBe("true");
    expect(tick("French").getAttribute("aria-disabled")).toBeNull();
  });
});
