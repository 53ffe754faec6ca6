// Words in the reader's language. One language is loaded at a time, in parts; English is what keys are checked against.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type words from "@/locales/en";
import type channel from "@/locales/en/channel";

export const LANGUAGES = ["en", "it"] as const;
export type AppLanguage = (typeof LANGUAGES)[number];

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof words & typeof channel;
  }
}

const KEY = "shopbell.language";

/** "base" is what every screen may need; "channel" belongs to the WhatsApp pages. */
type Part = "base" | "channel";

const loaders: Record<AppLanguage, Record<Part, () => Promise<{ default: object }>>> = {
  en: { base: () => import("@/locales/en"), channel: () => import("@/locales/en/channel") },
  it: { base: () => import("@/locales/it"), channel: () => import("@/locales/it/channel") },
};

const needed = new Set<Part>(["base"]);
const loaded = new Set<string>();

export function isAppLanguage(value: string | null | undefined): value is AppLanguage {
  return LANGUAGES.some((language) => language === value);
}

/** What this device chose before, else the first language of the browser we speak. */
export function preferredLanguage(): AppLanguage {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find(isAppLanguage) ?? "en";
}

async function loadPart(language: AppLanguage, part: Part): Promise<void> {
  const name = `${language}/${part}`;
  if (loaded.has(name)) return;
  const { default: bundle } = await loaders[language][part]();
  for (const [namespace, resources] of Object.entries(bundle)) i18next.addResourceBundle(language, namespace, resources);
  loaded.add(name);
}

async function load(language: AppLanguage): Promise<void> {
  await Promise.all([...needed].map((part) => loadPart(language, part)));
}

/** Brings a part of the words before the screens that speak them, in this language and any chosen later. */
export async function needWords(part: Part): Promise<void> {
  needed.add(part);
  if (isAppLanguage(i18next.language)) await load(i18next.language);
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
