// The program answers with the page exactly for the addresses the screens route: its list and ours are one.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { router } from "./routes";

it("the program knows the first part of every address", () => {
  const source = readFileSync(join(process.cwd(), "../src/http/ui.rs"), "utf8");
  const list = /const PLACES: [^=]+= &?\[(.*?)\];/s.exec(source)?.[1] ?? "";
  const known = [...list.matchAll(/"([^"]*)"/g)].map(([, place]) => place);
  const routed = Object.keys(router.routesByPath).map((path) => path.split("/")[1] ?? "");
  expect([...new Set(known)].sort()).toEqual([...new Set(routed)].sort());
});
