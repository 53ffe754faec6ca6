// Under a finger: whatever can be pressed on a phone is at least 44 px high and wide, on the screens a shop works with all day.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, openDemo, signIn } from "./demo.mjs";
import { screens, settle } from "./screens.mjs";

/** Where staff are with a phone in their hand; what is set up once is done at a desk. */
const DAILY = /^(home|inbox|a |search|health|what |whether|shops that|nothing that|knowledge|orders|revenue|web shops)/;

/** What is too small to hit, by its words and size. A link within a sentence is as high as its line. */
function tooSmall() {
  const LEAST = 43.5;
  const wanted = "a, button, input, select, textarea, summary, [role=button], [role=switch], [role=tab], [role=radio]";
  const isShown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && getComputedStyle(element).visibility !== "hidden" && !element.closest("[aria-hidden=true], .sr-only");
  };
  const isInSentence = (element) =>
    element.tagName === "A" &&
    getComputedStyle(element).display.startsWith("inline") &&
    [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim().length > 2);
  const isLow = (element) => {
    // A box is pressed by its words as well.
    const { width, height } = (element.matches("input") && element.closest("label") ? element.closest("label") : element).getBoundingClientRect();
    return height < LEAST || width < LEAST;
  };
  return [...document.querySelectorAll(wanted)]
    .filter((element) => isShown(element) && !isInSentence(element) && isLow(element))
    .map((element) => {
      const { width, height } = element.getBoundingClientRect();
      const words = element.getAttribute("aria-label") ?? element.textContent.trim().replace(/\s+/g, " ").slice(0, 60);
      return `${element.tagName.toLowerCase()} "${words}": ${Math.round(width)} × ${Math.round(height)}`;
    });
}

describe("the day's screens on a phone", { concurrency: false }, () => {
  let demo, browser;

  before(async () => {
    demo = await openDemo();
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  it("have nothing too small to hit", async (test) => {
    const page = await signIn(browser, demo, { width: 360, height: 720, touch: true });
    for (const [name, path] of Object.entries(await screens(page, demo)).filter(([name]) => DAILY.test(name) && !/new (template|broadcast)/.test(name))) {
      await test.test(name, async () => {
        await page.goto(demo.address + path);
        await settle(page);
        assert.deepEqual(await page.evaluate(tooSmall), []);
      });
    }
    await page.context().close();
  });
});
