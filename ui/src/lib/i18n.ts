// Words in the reader's language. One language is loaded at a time, in parts; English is what keys are checked against.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type base from "@/locales/en";
import type channel from "@/locales/en/channel";
import type chats from "@/locales/en/chats";
import type door from "@/locales/en/door";
import type health from "@/locales/en/health";
import type preferences from "@/locales/en/preferences";
import type quality from "@/locales/en/quality";
import type sales from "@/locales/en/sales";
import type teaching from "@/locales/en/teaching";

export const LANGUAGES = ["en", "it"] as const;
export type AppLanguage = (typeof LANGUAGES)[number];

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof base &
      typeof channel &
      typeof chats &
      typeof door &
      typeof health &
      typeof preferences &
      typeof quality &
      typeof sales &
      typeof teaching;
  }
}

const KEY = "shopbell.language";

type Loaders = Record<AppLanguage, () => Promise<{ default: object }>>;

/** "base" is what every screen may need; each other part belongs to the screens that name it. */
const loaders = {
  base: { en: () => import("@/locales/en"), it: () => import("@/locales/it") },
  channel: { en: () => import("@/locales/en/channel"), it: () => import("@/locales/it/channel") },
  chats: { en: () => import("@/locales/en/chats"), it: () => import("@/locales/it/chats") },
  door: { en: () => import("@/locales/en/door"), it: () => import("@/locales/it/door") },
  health: { en: () => import("@/locales/en/health"), it: () => import("@/locales/it/health") },
  preferences: { en: () => import("@/locales/en/preferences"), it: () => import("@/locales/it/preferences") },
  quality: { en: () => import("@/locales/en/quality"), it: () => import("@/locales/it/quality") },
  sales: { en: () => import("@/locales/en/sales"), it: () => import("@/locales/it/sales") },
  teaching: { en: () => import("@/locales/en/teaching"), it: () => import("@/locales/it/teaching") },
} satisfies Record<string, Loaders>;

export type WordPart = keyof typeof loaders;

const needed = new Set<WordPart>(["base"]);
const loaded = new Set<string>();

export function isAppLanguage(value: string | null | undefined): value is AppLanguage {
  return LANGUAGES.some((language) => language === value);
}

/** What this device chose before, else the first language of the browser we speak. */
export function preferredLanguage(): AppLanguage {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find(isAppLanguage) ?? "en";
}

async function loadPart(language: AppLanguage, part: WordPart): Promise<void> {
  const name = `${language}/${part}`;
  if (loaded.has(name)) return;
  const { default: bundle } = await loaders[part][language]();
  for (const [namespace, resources] of Object.entries(bundle)) i18next.addResourceBundle(language, namespace, resources);
  loaded.add(name);
}

async function load(language: AppLanguage): Promise<void> {
  await Promise.all([...needed].map((part) => loadPart(language, part)));
}

/** Brings parts of the words before the screens that speak them, in this language and any chosen later. */
export async function needWords(...parts: WordPart[]): Promise<void> {
  for (const part of parts) needed.add(part);
  if (isAppLanguage(i18next.language)) await load(i18next.language);
}

/** A screen together with its words: both are fetched at once. */
export function withWords<Screen>(screen: () => Promise<Screen>, ...parts: WordPart[]): () => Promise<Screen> {
  return async () => {
    const [loaded] = await Promise.all([screen(), needWords(...parts)]);
    return loaded;
  };
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
