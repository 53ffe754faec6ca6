// Runs the browser tests: those named, or all of them. Opening a sample shop takes half a minute of one
// core in a debug build, so the files that only look share one (`shareDemo`), and those that change something get theirs from here
// (`openDemo`): the next one opens while a file is still at work.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openDemo } from "./demo.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const named = process.argv.slice(2);
const files = (named.length ? named : readdirSync(here).filter((name) => name.endsWith(".test.mjs"))).sort();
const uses = (name, call) => readFileSync(here + name, "utf8").includes(call);
const using = (call) => files.filter((name) => uses(name, call)).length;

/** How many files still need a shop of their own. */
let needed = using("openDemo()");
let next = null;
const taken = [];

/** Begins to open the next shop, when one is needed. A failure is told to the file that gets it. */
function openNext() {
  next = needed > 0 ? openDemo() : null;
  next?.catch(() => {});
  needed -= 1;
}

/** POST / gives a shop, DELETE /N closes it again. */
const lender = createServer(async (request, response) => {
  try {
    if (request.method === "DELETE") {
      await taken[Number(request.url.slice(1))].close();
      return response.end();
    }
    const demo = await (next ?? openDemo());
    openNext();
    const { close, ...facts } = demo;
    taken.push({ close });
    response.end(JSON.stringify({ ...facts, number: taken.length - 1 }));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
lender.listen(0, "127.0.0.1");
await once(lender, "listening");

const shared = using("shareDemo()") > 0 ? openDemo() : null;
openNext();
const { close, ...demo } = (await shared) ?? {};
const env = {
  ...process.env,
  SHOPBELL_DEMO_LENDER: `http://127.0.0.1:${lender.address().port}`,
  ...(shared && { SHOPBELL_SHARED_DEMO: JSON.stringify(demo) }),
};

/** Runs files one after the other; gives back how that ended. What `quiet` ones say is told at the end, as one piece. */
async function run(some, quiet) {
  if (some.length === 0) return 0;
  const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", ...some.map((name) => here + name)], {
    stdio: ["ignore", quiet ? "pipe" : "inherit", "inherit"],
    env,
  });
  const said = [];
  tests.stdout?.on("data", (piece) => said.push(piece));
  const code = await new Promise((resolve) => tests.on("close", (ended) => resolve(ended ?? 1)));
  process.stdout.write(Buffer.concat(said));
  return code;
}

// Who only looks is busy with the browser, who changes something with the program: side by side they take little longer.
const [looking, changing] = [files.filter((name) => uses(name, "shareDemo()")), files.filter((name) => !uses(name, "shareDemo()"))];
const codes = await Promise.all([run(looking, changing.length > 0), run(changing, false)]);
await Promise.allSettled([close?.(), next?.then((unused) => unused.close()), ...taken.map((each) => each.close())]);
lender.close();
process.exitCode = Math.max(...codes);
