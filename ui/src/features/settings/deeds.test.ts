// Whatever the server writes into the activity log, and every kind of job that may fail, has words of its own in both languages.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import english from "@/locales/en/settings.json";
import italian from "@/locales/it/settings.json";

const SOURCE = join(import.meta.dirname, "../../../../src");

/** What the deeds are about: the part of their name before the point. */
const NOUNS =
  "auto_send|backup|broadcast|contact|conversation|fleet_site|fleet_token|follow_up|health|hold|job|knowledge|label|ledger|llm|" +
  "message|notifications|orders?|orders_connection|own_signal|person|prices|recovery_phrase|replies|request|revenue|session|shop|" +
  "signal|team|template|token|web_search|whatsapp";

const sources = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".rs") && !/tests|practice/.test(path))
  .map((path) => readFileSync(join(SOURCE, path), "utf8"));

const named = (pattern: RegExp, from: string[]) =>
  [...new Set(from.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name.replaceAll(".", "_"))))].sort();

const deeds = named(
  new RegExp(`"((?:${NOUNS})\\.[a-z_]+)"`, "g"),
  sources.filter((text) => /Actor|audit|caller/.test(text)),
);
/** What is told of a deed by ids, lists or flags, which the log leaves out or says by names. */
const NOT_SAID = /^(assignee|contact_id|fact|labels|message_id|person|phone_number_id|roles)$/;
const details = named(
  /"(\w+)":/g,
  sources.flatMap((text) => text.match(/audit::record\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g) ?? []),
).filter((key) => !NOT_SAID.test(key));
const jobs = named(
  /const KIND: &'static str = "([a-z_.]+)"/g,
  sources.map((text) => text.split("#[cfg(test)]")[0] ?? ""),
);

describe.each([
  ["English", english],
  ["Italian", italian],
])("in %s", (_, words) => {
  it("has words for every deed of the activity log", () => {
    expect(deeds.length).toBeGreaterThan(100);
    expect(deeds.filter((deed) => !(deed in words.audit.actions))).toEqual([]);
  });

  it("has words for what is told of them", () => {
    expect(details.length).toBeGreaterThan(20);
    expect(details.filter((key) => !(key in words.audit.details))).toEqual([]);
  });

  it("has words for every kind of job", () => {
    expect(jobs.length).toBeGreaterThan(30);
    expect(jobs.filter((kind) => !(kind in words.jobs.kinds))).toEqual([]);
  });
});
