// The types of the API are exactly what the description says; `npm run generate` writes them anew.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, it } from "vitest";

it("types.gen.ts is what the description of the API gives", async () => {
  const fresh = COMMENT_HEADER + astToString(await openapiTS(pathToFileURL(resolve("../docs/openapi.json"))));
  expect(await readFile(resolve("src/api/types.gen.ts"), "utf8")).toBe(fresh);
}, 30_000);
