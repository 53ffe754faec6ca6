// Of every kind of answer it is said how it grows old: by news, or not at all while the page is open.
import { describe, expect, it } from "vitest";
import document from "../../../docs/openapi.json";
import { key, type Answers } from "./keys";
import { keysFor, type Topic } from "./live/topics";

/** By news; or because the person here changed it, or never. */
const AGES: Record<keyof Answers, "news" | "own" | "never"> = {
  audit: "own",
  backups: "news",
  broadcast: "news",
  broadcasts: "news",
  connections: "news",
  consent: "news",
  conversation: "news",
  conversations: "news",
  counts: "news",
  detectors: "news",
  erasure: "news",
  walk: "news",
  exam: "news",
  facts: "news",
  fleet: "news",
  home: "news",
  jobs: "news",
  labels: "news",
  ledger: "news",
  "ledger-event": "news",
  "follow-up-settings": "news",
  proposal: "news",
  limits: "never",
  llm: "news",
  "web-search": "news",
  me: "news",
  messages: "news",
  notifications: "news",
  order: "news",
  orders: "news",
  "orders-import": "news",
  "orders-imported": "never",
  outbox: "news",
  "password-link": "never",
  peaks: "never",
  people: "news",
  practice: "news",
  quality: "own",
  prices: "news",
  privacy: "own",
  raw: "never",
  recipients: "news",
  replies: "news",
  run: "news",
  "screen-errors": "never",
  search: "news",
  "second-factor-rules": "own",
  sessions: "news",
  setup: "own",
  shop: "news",
  signal: "news",
  signals: "news",
  source: "news",
  "source-use": "news",
  sources: "news",
  summary: "news",
  suppressions: "news",
  team: "news",
  template: "news",
  "template-starters": "never",
  templates: "news",
  tokens: "news",
  translation: "never",
  verdicts: "news",
  "whatsapp-errors": "never",
};

const topics = document.components.schemas.Topic.enum as Topic[];
const told = new Set(topics.flatMap((topic) => keysFor({ topic, id: "7" })).map(([kind]) => kind));

describe("keys", () => {
  it.each(Object.entries(AGES))("of %s grow old by %s", (kind, by) => {
    expect(told.has(kind)).toBe(by === "news");
  });

  it("begin with their kind and go on with what tells them apart", () => {
    expect(key("prices", "2026-11", "conversations")).toEqual(["prices", "2026-11", "conversations"]);
    expect(key("prices")).toEqual(["prices"]);
  });

  it("are made by the factory alone", () => {
    // @ts-expect-error a kind nobody keeps
    key("moonlight");
    // @ts-expect-error something that tells nothing of this kind apart
    key("counts", "7");
  });
});
