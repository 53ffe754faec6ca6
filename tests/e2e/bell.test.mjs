// The bell: when a customer needs a person and nobody looks, the browser says so; while somebody looks, it keeps quiet.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, openDemo, signIn } from "./demo.mjs";

/** How long the bell is watched staying silent, in milliseconds. */
const WATCHED = 3000;

/** Keeps what the page would show and sound, and lets the test look away. */
function listen() {
  window.shown = [];
  window.tones = 0;
  window.looking = true;
  document.hasFocus = () => window.looking;
  window.Notification = class {
    static permission = "granted";
    constructor(title, { body }) {
      window.shown.push(`${title}: ${body}`);
    }
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) {
    window.tones += 1;
    return start.apply(this, at);
  };
}

describe("the bell", { concurrency: false }, () => {
  let demo, browser, page;
  const origin = () => ({ origin: demo.address });
  const post = async (path, data) => (await page.request.post(`${demo.address}/api/v1${path}`, { data, headers: origin() })).json();

  before(async () => {
    demo = await openDemo();
    browser = await openBrowser(["--autoplay-policy=no-user-gesture-required"]);
    page = await signIn(browser, demo);
    await page.addInitScript(listen);
    await page.goto(`${demo.address}/knowledge`);
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    await page.mouse.click(5, 5);
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  const look = (looking) =>
    page.evaluate((now) => {
      window.looking = now;
      window.dispatchEvent(new Event(now ? "focus" : "blur"));
    }, looking);

  const asksForPerson = async (name) => {
    const customer = await post("/practice/customers", { name });
    await post("/practice/messages", { customer_id: customer.id, text: "I want to speak to a human please" });
  };

  /** Once somebody is in the queue: on a busy machine an answer takes longer than the bell is watched. */
  const isWaitedFor = async (name) => {
    for (let look = 0; look < 150; look += 1) {
      const queue = await page.request.get(`${demo.address}/api/v1/conversations?queue=needs_person`);
      if ((await queue.text()).includes(name)) return;
      await page.waitForTimeout(200);
    }
    assert.fail(`${name} is not in the queue`);
  };

  it("keeps quiet while somebody looks", async () => {
    await asksForPerson("Seen Customer");
    await isWaitedFor("Seen Customer");
    await page.waitForTimeout(WATCHED);
    assert.deepEqual(await page.evaluate(() => [window.shown.length, window.tones]), [0, 0]);
  });

  it("rings and names the customer once nobody does", async () => {
    // The first look says what waits already; only what comes after rings.
    const first = page.waitForResponse((answer) => answer.url().includes("queue=needs_person"));
    await look(false);
    await first;
    await asksForPerson("Unseen Customer");
    await page.waitForFunction(() => window.shown.length > 0);
    const [shown, tones] = await page.evaluate(() => [window.shown, window.tones]);
    assert.equal(shown.length, 1);
    assert.match(shown[0], /Unseen Customer needs a person/);
    assert.doesNotMatch(shown[0], /speak to a human/, "what was said is not shown");
    assert.ok(tones > 0, "the bell sounded");
  });
});
