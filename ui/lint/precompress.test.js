// What a browser takes compressed lies beside the plain file.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { precompress } from "../precompress.ts";

it("lays both encodings beside what is worth it, and nothing beside the rest", () => {
  const folder = mkdtempSync(join(tmpdir(), "precompress-"));
  const words = "a bell over the door\n".repeat(200);
  writeFileSync(join(folder, "app.js"), words);
  writeFileSync(join(folder, "small.js"), "1");
  writeFileSync(join(folder, "font.woff2"), words);
  precompress(folder);
  expect(brotliDecompressSync(readFileSync(join(folder, "app.js.br"))).toString()).toBe(words);
  expect(gunzipSync(readFileSync(join(folder, "app.js.gz"))).toString()).toBe(words);
  expect(["small.js.br", "small.js.gz", "font.woff2.br"].filter((name) => existsSync(join(folder, name)))).toEqual([]);
  rmSync(folder, { recursive: true });
});
