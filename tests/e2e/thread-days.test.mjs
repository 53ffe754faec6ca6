// The days of a thread have a place of their own: wherever one scrolls to, none lies over a message.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, shareDemo, signIn } from "./demo.mjs";
import { settle } from "./screens.mjs";

/** So low that a thread of a few lines scrolls. */
const HEIGHT = 420;
/** CSS pixels between two looks: less than a day's line is high. */
const STEP = 17;

/** Scrolls a thread from its foot to its top; says how far, how many days it shows, and which lie over which message. */
async function lookThrough(step) {
  const thread = document.querySelector("[data-thread]");
  const found = { scrolled: 0, days: 0, covered: [] };
  const overlap = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1;
  for (let at = 0; ; at += step) {
    thread.scrollTo({ top: -at, behavior: "instant" });
    await new Promise((painted) => requestAnimationFrame(painted));
    // Who wrote stands over their messages, in a section of its own with them; a day stands for itself.
    const days = [...thread.querySelectorAll("h3")].filter((heading) => heading.parentElement.tagName !== "SECTION");
    const messages = [...thread.querySelectorAll("[id^='message-'] article")];
    found.days = Math.max(found.days, days.length);
    for (const day of days)
      for (const message of messages)
        if (overlap(day.getBoundingClientRect(), message.getBoundingClientRect()))
          found.covered.push(`"${day.textContent}" over "${message.textContent.trim().slice(0, 40)}" at ${at}`);
    if (Math.abs(thread.scrollTop) < at - 1) return { ...found, scrolled: Math.round(Math.abs(thread.scrollTop)) };
  }
}

describe("the days of a thread", { concurrency: false }, () => {
  let demo, browser;

  before(async () => {
    demo = await shareDemo();
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  for (const width of [360, 1280])
    it(`lie over no message at ${width}`, async () => {
      const page = await signIn(browser, demo, { width, height: HEIGHT });
      const list = await page.request.get(`${demo.address}/api/v1/conversations?queue=all&limit=8`);
      let [scrolled, days] = [0, 0];
      for (const { id } of (await list.json()).items) {
        await page.goto(`${demo.address}/inbox/all/${id}`);
        await settle(page);
        await page.locator("[data-thread] h3").first().waitFor();
        const found = await page.evaluate(lookThrough, STEP);
        assert.deepEqual(found.covered, []);
        scrolled += found.scrolled;
        days += found.days;
      }
      assert.ok(scrolled > HEIGHT && days >= 8, `${scrolled} pixels and ${days} days looked through`);
      await page.context().close();
    });
});
