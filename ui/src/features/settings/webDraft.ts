// What the owner is typing about searches of the web: sites one a line, a key only when it is a new one.
import type { WebSearchChange, WebSearchSettings, WebSearchWay } from "@/api/types";

export const MICROS = 1_000_000;
export const WAYS: WebSearchWay[] = ["off", "brave", "searxng", "model"];
/** What a search costs by the list of whoever makes it. */
const USUAL_MICROS: Record<WebSearchWay, number> = { off: 5_000, brave: 5_000, searxng: 0, model: 10_000 };

export interface WebDraft {
  way: WebSearchWay;
  base_url: string | null;
  key?: string;
  key_set: boolean;
  domains: string;
  daily_limit: number;
  price_micros: number;
}

export function draftOf(settings: WebSearchSettings): WebDraft {
  const { way, base_url, key_set, domains, daily_limit, price_micros } = settings;
  return { way, base_url: base_url ?? null, key_set, domains: domains.join("\n"), daily_limit, price_micros };
}

/** Another service begins without the key and address of the one before, and at its own price; the sites stay. */
export function switchedTo(way: WebSearchWay, draft: WebDraft, saved: WebSearchSettings): WebDraft {
  const kept = way === saved.way;
  return {
    ...draft,
    way,
    base_url: kept ? (saved.base_url ?? null) : null,
    key: undefined,
    key_set: kept && saved.key_set,
    price_micros: kept ? saved.price_micros : USUAL_MICROS[way],
  };
}

/** Commas and blanks part names as well as lines do. */
export function toChange({ way, base_url, key, domains, daily_limit, price_micros }: WebDraft): WebSearchChange {
  const names = domains.split(/[\s,;]+/).filter(Boolean);
  return { way, base_url, ...(key ? { key } : {}), domains: names, daily_limit, price_micros };
}
