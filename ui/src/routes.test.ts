// Every screen names the words it speaks: a part that is not brought along would show keys instead of words.
import { describe, expect, it } from "vitest";

const sources = import.meta.glob<string>(["./**/*.{ts,tsx}", "!./**/*.test.{ts,tsx}"], { eager: true, query: "?raw", import: "default" });
const listOf = (part: string) =>
  [...(sources[`./locales/en/${part}.ts`] ?? "").matchAll(/import (\w+) from "\.\/[\w-]+\.json"/g)].map((match) => match[1] ?? "");

/** The file an import means. */
function fileOf(from: string, target: string): string | undefined {
  const path = target.startsWith("@/") ? `./${target.slice(2)}` : `./${new URL(target, `http://src/${from.slice(2)}`).pathname.slice(1)}`;
  return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((file) => file in sources);
}

/** Where a file brings a part of the screen later, with the words that part speaks. */
const LATER = /withWords\(\(\) => import\("([^"]+)"\)([^)]*)\)/g;
const namesIn = (list: string) => [...list.matchAll(/"(\w+)"/g)].map((name) => name[1] ?? "");

/** A file and everything it brings, now or later, but what comes with its own words. Types bring nothing. */
function reached(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const code = (sources[file] ?? "").replaceAll(/import type [^;]+;/g, "").replaceAll(LATER, "");
  for (const match of code.matchAll(/(?:from|import\() ?"([@.]\/?[^"]+)"/g)) {
    const next = fileOf(file, match[1] ?? "");
    if (next?.startsWith("./features/")) reached(next, seen);
  }
  return seen;
}

/** The words a file speaks that it does not bring itself. */
function spoken(file: string): Set<string> {
  const found = new Set<string>();
  for (const each of reached(file)) {
    const code = sources[each] ?? "";
    for (const call of code.matchAll(/useTranslation\(([^)]*)\)/g)) namesIn(call[1] ?? "").forEach((name) => found.add(name));
    for (const [, target = "", parts = ""] of code.matchAll(LATER)) {
      const brought = new Set(namesIn(parts).flatMap(listOf));
      for (const name of spoken(fileOf(each, target) ?? "")) if (!brought.has(name)) found.add(name);
    }
  }
  return found;
}

/** Of one line each, however they are laid out. */
const routes = (sources["./routes.tsx"] ?? "").replaceAll(/\s+/g, " ").replaceAll("( ", "(").replaceAll(", )", ")");
const screens = [...routes.matchAll(/lazyRouteComponent\((?:withWords\()?\(\) => import\("@\/([^"]+)"\)([^)]*)\)?, "(\w+)"\)/g)].map(
  (match) => ({
    file: `./${match[1]}.tsx`,
    parts: namesIn(match[2] ?? ""),
  }),
);
/** The pages of WhatsApp stand inside its section, which brings its own part. */
const sectionParts = screens.find(({ file }) => file.endsWith("/WhatsAppSection.tsx"))?.parts ?? [];
const inSection = /whatsapp\/|templates\/|outbox\/|consent\/|prices\/|broadcasts\//;

describe("the words of each screen", () => {
  it("knows every screen", () => expect(screens.length).toBe((routes.match(/lazyRouteComponent\(/g) ?? []).length));

  it("follows what a screen imports, also what it fetches later", () => {
    expect([...spoken("./features/inbox/InboxScreen.tsx")]).toEqual(expect.arrayContaining(["inbox", "messages", "consent"]));
  });

  it.each(screens)("$file brings what it speaks", ({ file, parts }) => {
    const brought = new Set(["index", ...parts, ...(inSection.test(file) ? sectionParts : [])].flatMap(listOf));
    expect([...spoken(file)].filter((name) => !brought.has(name))).toEqual([]);
  });
});
