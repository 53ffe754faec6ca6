// Every detector of the program speaks in words, in both languages; what it did not find is left out.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import i18next from "i18next";
import { beforeEach, describe, expect, it } from "vitest";
import type { Signal } from "@/api/types";
import english from "@/locales/en/health";
import italian from "@/locales/it/health";
import { evidenceWords, KNOWN_DETECTORS } from "./evidence";

const folder = join(process.cwd(), "../src/health/detectors");
const detectors = readdirSync(folder)
  .filter((file) => file.endsWith(".sql"))
  .map((file) => ({ name: file.replace(/\.sql$/, ""), sql: readFileSync(join(folder, file), "utf8") }));

beforeEach(() => i18next.init({ lng: "en", resources: { en: english, it: italian }, interpolation: { escapeValue: false } }));

/** The head of a file says its scope; its query names the facts. */
const scopeOf = (sql: string) => /-- scope: (\w+)/.exec(sql)?.[1] as Signal["scope"];
const factsOf = (sql: string) =>
  [...(/json_object\(([\s\S]*?)\) AS evidence/.exec(sql)?.[1] ?? "").matchAll(/'(\w+)',/g)].map(([, fact]) => fact ?? "");

const CHOICES: Record<string, string> = { state: "old", kind: "messages", what: "model", status: "paused", fault: "revoked" };
const valueOf = (fact: string) => CHOICES[fact] ?? (/^(number|provider|model|name|language|currency|cause)$/.test(fact) ? "eur" : 3_000);

function found(name: string, evidence: Signal["evidence"], scope: Signal["scope"] = "customers"): Signal {
  return { detector: name, evidence, scope } as Signal;
}

describe("evidence", () => {
  it("knows exactly the detectors there are", () => {
    expect(detectors.length).toBeGreaterThan(20);
    expect([...KNOWN_DETECTORS].sort()).toEqual(detectors.map(({ name }) => name).sort());
    for (const words of [english.health, italian.health]) expect(Object.keys(words.detectors).sort()).toEqual([...KNOWN_DETECTORS].sort());
  });

  it.each(detectors)("of $name is said in both languages with nothing left unfilled", async ({ name, sql }) => {
    const evidence = Object.fromEntries(factsOf(sql).map((fact) => [fact, valueOf(fact)]));
    for (const language of ["en", "it"]) {
      await i18next.changeLanguage(language);
      const said = evidenceWords(found(name, evidence, scopeOf(sql)), language);
      expect(said.length).toBeGreaterThan(10);
      expect(said).not.toMatch(/\{|_|undefined|evidence\./);
    }
  });

  it("leaves out what is not known", () => {
    expect(evidenceWords(found("wa_disconnected", { number: "393331234567", hours: 72, last_message_at_ms: null }, "self"), "en")).toBe(
      "+39 333 123 4567 has been down for 3 days.",
    );
  });

  it("says amounts in the order's own currency and its number as it is", () => {
    const said = evidenceWords(
      found("payment_failed", {
        number: "10000012",
        currency: "EUR",
        total_micros: 24_500_000,
        failed_at_ms: Date.now() - 7_200_000,
        orders: 1,
      }),
      "en",
    );
    expect(said).toBe("€24.50 for order 10000012 was not paid, 2 hours ago.");
  });

  it("of a detector of the shop's own shows plain facts", () => {
    expect(evidenceWords(found("vip_quiet", { orders: 4, days: 12, why: { deep: true } }), "en")).toBe("orders: 4 · days: 12 days");
  });
});
