// Keys of cached answers, made here and nowhere else: what is not in this list does not compile as a key. Which news make
// which of them old is said in live/topics.ts.

/** The answers that are kept, by kind, and what tells those of one kind apart. */
export interface Answers {
  audit: [];
  backups: [];
  broadcast: [id: string] | [id: string, part: "preview"];
  broadcasts: [];
  connections: [id: string] | [part: "shops"];
  consent: [contact: string];
  conversation: [id: string];
  conversations: [filters: object] | [part: "bell"] | [part: "customers", q: string] | [part: "practice", customer: string];
  counts: [];
  detectors: [];
  erasure: [contact: string];
  walk: [part: "walks" | "settings"] | [part: "report", id: string];
  exam: [part: "chat", message: string] | [part: "questions" | "runs" | "settings"] | [part: "run", id: string];
  facts: [contact: string];
  fleet: [part: "preview"] | [part: "sites"] | [part: "tokens"];
  home: [];
  jobs: [state: string];
  labels: [];
  ledger: [state: string];
  "ledger-event": [id: string];
  "follow-up-settings": [];
  proposal: [conversation: string];
  limits: [];
  llm: [];
  "web-search": [];
  me: [part: "notices"];
  messages: [conversation: string, around: string | null];
  order: [id: string];
  notifications: [part: "settings" | "servers" | "told"];
  orders:
    | [filters: object]
    | [part: "follow-ups", of: string]
    | [part: "found", q: string]
    | [part: "newest"]
    | [part: "revenue", within_days: number, currency: string | null]
    | [part: "summary", contact: string]
    | [part: "unsure"];
  "orders-import": [];
  "orders-imported": [id: string];
  outbox: [language: string];
  "password-link": [token: string];
  peaks: [address: string];
  people: [id: string, part: "sessions"];
  quality: [part: "figures", days: number] | [part: "turns", days: number, which: object];
  practice: [part: "phone", customer: string] | [part: "troubles"];
  privacy: [];
  prices: [month: string] | [month: string, part: "conversations"] | [part: "rates"];
  raw: [message: string];
  recipients: [broadcast: string, state: string];
  replies: [] | [part: "ab-tests" | "costs" | "gaps" | "prompts" | "rules" | "rule-changes"] | [part: "rule-change", id: string];
  run: [id: string];
  "screen-errors": [];
  search: [typed: string];
  "second-factor-rules": [];
  sessions: [];
  setup: [];
  shop: [];
  signal: [id: string];
  signals:
    | [part: "auto-send"]
    | [part: "effects", days: number]
    | [part: "made"]
    | [part: "own"]
    | [part: "views"]
    | [part: "waiting"]
    | [status: string, scope: string];
  source:
    | [id: string]
    | [id: string, part: "site-pages", state: string]
    | [id: string, part: "version", version: string]
    | [id: string, part: "versions" | "disagreements"];
  "source-use": [] | [id: string];
  sources: [part: "try", q: string] | [part: "choices" | "disagreements"];
  summary: [conversation: string];
  suppressions: [];
  team: [];
  template: [id: string];
  "template-starters": [language: string];
  templates: [q: string, status: string] | [part: "sendable"] | [part: "sendable", q: string];
  tokens: [];
  translation: [signal: string, version: number, language: string];
  verdicts: [conversation: string];
  "whatsapp-errors": [language: string];
}

/** The beginnings of a list, from none of it to the whole. */
type Beginning<T extends unknown[]> = T extends [...infer Earlier, unknown] ? T | Beginning<Earlier> : T;

declare const made: unique symbol;
/** Made by `key` alone. */
export type Key = readonly unknown[] & { readonly [made]: true };

declare module "@tanstack/react-query" {
  interface Register {
    queryKey: Key;
  }
}

/** The key of one answer, or of all that begin so. */
export function key<K extends keyof Answers>(kind: K, ...which: Beginning<Answers[K]>): Key {
  return [kind, ...which] as unknown as Key;
}

/** The beginning of every key. */
export const EVERYTHING = [] as unknown as Key;
