// Both languages say everything: the same keys, the same placeholders, nothing empty.
import { describe, expect, it } from "vitest";

const files = {
  en: import.meta.glob("./en/*.json", { eager: true, import: "default" }),
  it: import.meta.glob("./it/*.json", { eager: true, import: "default" }),
};

const byName = (words: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(words).map(([path, value]) => [path.replace(/^.*\/|\.json$/g, ""), value]));

function flatten(value: unknown, path = ""): Map<string, string> {
  if (typeof value === "string") return new Map([[path, value]]);
  const all = new Map<string, string>();
  for (const [key, child] of Object.entries(value as object))
    for (const entry of flatten(child, path ? `${path}.${key}` : key)) all.set(...entry);
  return all;
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}|<(\w+)>/g)].map((match) => match[0]).sort();

const english = flatten(byName(files.en));
const italian = flatten(byName(files.it));
// Italian has one plural form more ("many", for millions); a key that ends in it has no English sister.
const isMany = (key: string) => key.endsWith("_many") && english.has(key.replace(/_many$/, "_other"));

/** What belongs to no single feature. */
const SHARED = ["common", "errors", "shell"];

describe("locales", () => {
  it("has files named after features", () => {
    const features = new Set(Object.keys(import.meta.glob("../features/*/*")).map((path) => path.split("/")[2]));
    const others = Object.keys(byName(files.en)).filter((name) => !SHARED.includes(name) && !features.has(name));
    expect(others).toEqual([]);
  });

  it("has the same keys in both languages", () => {
    expect([...italian.keys()].filter((key) => !isMany(key)).sort()).toEqual([...english.keys()].sort());
  });

  it("leaves no string empty", () => {
    const empty = [...english, ...italian].filter(([, text]) => text.trim() === "").map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it("fills the same places in both languages", () => {
    const different = [...english]
      .filter(([key, text]) => placeholders(text).join() !== placeholders(italian.get(key) ?? "").join())
      .map(([key]) => key);
    expect(different).toEqual([]);
  });
});
