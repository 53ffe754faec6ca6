// What changes, and which cached answers each change makes old. The list is the program's own, from its description of the
// API: a topic without its line does not compile.
import type { QueryKey } from "@tanstack/react-query";
import type { components } from "../types.gen";

export type Topic = components["schemas"]["Topic"];

/** Which answers a topic makes old. The first part of every query key is one of these words. */
const KEYS = {
  conversation: (id) => [["conversations"], ["conversation", id], ["counts"]],
  message: () => [["messages"], ["conversations"], ["counts"], ["search"], ["outbox"]],
  media: () => [["messages"], ["media"], ["search"]],
  contact: () => [["conversations"], ["conversation"], ["consent"], ["suppressions"], ["orders"], ["order"]],
  reply: (id) => [["conversation", id], ["run"]],
  source: (id) => [["sources"], ["source", id], ["home"]],
  connection: () => [["connections"], ["home"]],
  person: () => [["people"], ["team"], ["me"], ["tokens"]],
  session: () => [["sessions"], ["me"]],
  job: () => [["jobs"], ["home"]],
  ledger: (id) => [["ledger"], ["ledger-event", id]],
  practice: () => [["practice"], ["home"]],
  settings: () => [["shop"], ["llm"], ["replies"], ["home"], ["me"], ["labels"], ["backups"]],
  template: (id) => [["templates"], ["template", id]],
  price: () => [["prices"]],
  broadcast: (id) => [["broadcasts"], ["broadcast", id], ["recipients", id]],
  order: (id) => [["orders"], ["order", id]],
  signal: (id) => [["signals"], ["signal", id], ["detectors"], ["counts"]],
  order_import: () => [["orders-import"]],
  to_send: () => [["outbox"]],
  reset: () => [[]],
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
