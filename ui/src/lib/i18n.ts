// Words in the reader's language. One language is loaded at a time; English is what keys are checked against.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type words from "@/locales/en";

export const LANGUAGES = ["en", "it"] as const;
export type AppLanguage = (typeof LANGUAGES)[number];

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof words;
  }
}

const KEY = "shopbell.language";

const loaders: Record<AppLanguage, () => Promise<{ default: typeof words }>> = {
  en: () => import("@/locales/en"),
  it: () => import("@/locales/it"),
};

export function isAppLanguage(value: string | null | undefined): value is AppLanguage {
  return LANGUAGES.some((language) => language === value);
}

/** What this device chose before, else the first language of the browser we speak. */
export function preferredLanguage(): AppLanguage {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find(isAppLanguage) ?? "en";
}

async function load(language: AppLanguage): Promise<void> {
  if (i18next.hasResourceBundle(language, "common")) return;
  const { default: bundle } = await loaders[language]();
  for (const [namespace, resources] of Object.entries(bundle)) i18next.addResourceBundle(language, namespace, resources);
}

export async function startI18n(): Promise<void> {
  const language = preferredLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await setLanguage(language);
}

export async function setLanguage(language: AppLanguage): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
}
