// What changes, and which cached answers each change makes old. The list is the program's own, from its description of the
// API: a topic without its line does not compile.
import type { QueryKey } from "@tanstack/react-query";
import { key, EVERYTHING } from "../keys";
import type { components } from "../types.gen";

export type Topic = components["schemas"]["Topic"];

/** Which answers a topic makes old. The first part of every query key is one of these words. */
const KEYS = {
  conversation: (id) => [key("conversations"), key("conversation", id), key("counts")],
  message: () => [
    key("messages"),
    key("verdicts"),
    key("source-use"),
    key("summary"),
    key("conversations"),
    key("counts"),
    key("search"),
    key("outbox"),
  ],
  media: () => [key("messages"), key("search")],
  contact: () => [
    key("conversations"),
    key("conversation"),
    key("consent"),
    key("facts"),
    key("suppressions"),
    // Whether they may be written to stands on their cards.
    key("signals"),
    key("signal"),
    key("orders"),
    key("order"),
    key("erasure"),
  ],
  reply: (id) => [key("conversation", id), key("run"), key("verdicts", id), key("source-use"), key("summary", id)],
  exam: () => [key("exam")],
  walk: () => [key("walk")],
  source: (id) => [key("sources"), key("source", id), key("replies", "gaps"), key("home")],
  connection: () => [key("connections"), key("home")],
  person: () => [key("people"), key("team"), key("me"), key("tokens")],
  session: () => [key("sessions"), key("me")],
  job: () => [key("jobs"), key("home")],
  ledger: (id) => [key("ledger"), key("ledger-event", id)],
  practice: () => [key("practice"), key("home")],
  settings: () => [
    key("shop"),
    key("follow-up-settings"),
    key("llm"),
    key("web-search"),
    key("replies"),
    key("home"),
    key("me"),
    key("labels"),
    key("backups"),
  ],
  template: (id) => [key("templates"), key("template", id)],
  price: () => [key("prices")],
  broadcast: (id) => [key("broadcasts"), key("broadcast", id), key("recipients", id)],
  order: (id) => [key("orders"), key("order", id), key("proposal")],
  signal: (id) => [key("signals"), key("signal", id), key("detectors"), key("counts"), key("fleet")],
  notice: () => [key("notifications")],
  order_import: () => [key("orders-import")],
  to_send: () => [key("outbox")],
  reset: () => [EVERYTHING],
} satisfies Record<Topic, (id: string) => QueryKey[]>;

export interface News {
  topic: Topic;
  id: string;
}

export function keysFor({ topic, id }: News): QueryKey[] {
  return KEYS[topic](id);
}

/** Reads a line of the stream. What an older page does not know, it leaves alone: an unknown topic is no news. */
export function readNews(data: string): News | null {
  try {
    const news: unknown = JSON.parse(data);
    if (typeof news !== "object" || news === null || !("topic" in news) || typeof news.topic !== "string") return null;
    if (!Object.hasOwn(KEYS, news.topic)) return null;
    return { topic: news.topic as Topic, id: "id" in news ? String(news.id) : "" };
  } catch {
    return null;
  }
}
