// Runs the browser tests, one file after the other: those named, or all of them. Opening a sample shop takes half a minute in a
// debug build, so the files that only look share one (`shareDemo`).
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openDemo } from "./demo.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const named = process.argv.slice(2);
const files = named.length ? named : readdirSync(here).filter((name) => name.endsWith(".test.mjs"));

const { close, ...demo } = await openDemo();
const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", ...files.sort().map((name) => here + name)], {
  stdio: "inherit",
  env: { ...process.env, SHOPBELL_SHARED_DEMO: JSON.stringify(demo) },
});
const code = await new Promise((resolve) => tests.on("exit", (ended) => resolve(ended ?? 1)));
await close();
process.exitCode = code;
