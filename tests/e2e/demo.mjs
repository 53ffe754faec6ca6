// Starts `shopbell demo`, or the stage, on a free port and Debian's Chromium, signs in, and stops both again. Holds no test.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

// The driver and axe are development dependencies of the screens; nothing is installed twice.
const require = createRequire(new URL("../../ui/package.json", import.meta.url));
const { chromium } = require("playwright-core");
export const axeFile = require.resolve("axe-core/axe.min.js");

/** How long the sample shop may take to open, in milliseconds: ninety days happen first. */
const OPENS_WITHIN = 180_000;
/** How long anything on a screen may take before a test gives up, in milliseconds. */
const PATIENCE = 15_000;

const CHROMIUM = process.env.SHOPBELL_CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

function built(name, given, advice) {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const target = process.env.CARGO_TARGET_DIR ?? `${root}target`;
  const found = [given, `${target}/release/${name}`, `${target}/debug/${name}`].find((path) => path && existsSync(path));
  if (!found) throw new Error(advice);
  return found;
}

const program = () => built("shopbell", process.env.SHOPBELL_PROGRAM, "There is no program to test: run `cargo build` first, or set SHOPBELL_PROGRAM.");
const stage = () => built("examples/stage", process.env.SHOPBELL_STAGE, "There is no stage: run `cargo build --example stage` first, or set SHOPBELL_STAGE.");

/** What the demo says on its way: where it is open, and how to sign in. */
function readWelcome(output) {
  const find = (pattern) => pattern.exec(output)?.[1];
  const address = find(/Shopbell is open: (http:\/\/\S+)/);
  const email = find(/sign in with\s+(\S+)/);
  const password = find(/password\s+(\S+)/);
  return address && email && password ? { address, email, password } : null;
}

/** A sample shop of one's own: from `run.mjs`, which has the next one ready, or begun here. */
export async function openDemo() {
  const lender = process.env.SHOPBELL_DEMO_LENDER;
  if (!lender) return startDemo();
  const lent = await fetch(lender, { method: "POST" });
  if (!lent.ok) throw new Error(await lent.text());
  const { number, ...demo } = await lent.json();
  return { ...demo, close: () => fetch(`${lender}/${number}`, { method: "DELETE" }) };
}

async function startDemo() {
  const child = spawn(program(), ["demo", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const welcome = await new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`The demo did not open within ${OPENS_WITHIN / 1000} s:\n${output}`)), OPENS_WITHIN);
    const hear = (data) => {
      output += data;
      const found = readWelcome(output);
      if (!found) return;
      clearTimeout(giveUp);
      resolve(found);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => reject(new Error(`The demo ended with ${code}:\n${output}`)));
  }).catch((error) => {
    child.kill("SIGKILL");
    throw error;
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  return {
    ...welcome,
    async close() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** The demo that `run.mjs` opened for the tests that only look; alone, such a test opens its own. */
export async function shareDemo() {
  const shared = process.env.SHOPBELL_SHARED_DEMO;
  return shared ? { ...JSON.parse(shared), close: async () => {} } : openDemo();
}

/** A new shop beside a stand-in Meta of its own. `order` tells Meta what to do and gives its answer: see stage.rs. */
export async function openStage() {
  const child = spawn(stage(), [], { stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("The stage ended.");
    return JSON.parse(value);
  };
  const facts = await answer();
  return {
    ...facts,
    order(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return answer();
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

/** `more` are further switches of the browser, such as a sham microphone. */
export function openBrowser(more = []) {
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...more] });
}

/** A page of somebody signed in. The theme is set as the person would have set it on this device; `touch` makes it a phone. */
export async function signIn(browser, demo, { width = 1280, height = 800, theme, language = "en", bypassCSP = false, touch = false } = {}) {
  const phone = touch && { hasTouch: true, isMobile: true };
  const look = { viewport: { width, height }, locale: "en-GB", timezoneId: "Europe/Rome", reducedMotion: "reduce" };
  const context = await browser.newContext({ ...look, ...phone, bypassCSP });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const session = await context.request.post(`${demo.address}/api/v1/session`, {
    data: { email: demo.email, password: demo.password },
    headers: { origin: demo.address },
  });
  if (!session.ok()) throw new Error(`Signing in was refused: ${session.status()} ${await session.text()}`);
  const wishes = { language, ...(theme && { theme }) };
  const changed = await context.request.patch(`${demo.address}/api/v1/me`, { data: wishes, headers: { origin: demo.address } });
  if (!changed.ok()) throw new Error(`The look could not be set: ${changed.status()} ${await changed.text()}`);
  return page;
}
