// No barrier that a machine can find, on any screen, light and dark, wide and narrow.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axeFile, openBrowser, openDemo, signIn } from "./demo.mjs";
import { screens, settle } from "./screens.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

function told(violation) {
  const places = violation.nodes.map((node) => `    ${node.target.join(" ")}\n      ${node.failureSummary?.replaceAll("\n", " ")}`);
  return `  ${violation.id}: ${violation.help}\n${places.slice(0, 3).join("\n")}`;
}

async function violations(page) {
  await page.addScriptTag({ path: axeFile });
  return page.evaluate(async (rules) => (await window.axe.run(document, { runOnly: rules })).violations, RULES);
}

describe("every screen", { concurrency: false }, () => {
  let demo, browser;

  before(async () => {
    demo = await openDemo();
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  for (const theme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      it(`has no barriers: ${theme}, ${width} px`, async (test) => {
        // Only here the content policy is lifted: axe is a script from outside.
        const page = await signIn(browser, demo, { width, height: 800, theme, bypassCSP: true });
        for (const [name, path] of Object.entries(await screens(page, demo))) {
          await test.test(name, async () => {
            await page.goto(demo.address + path);
            await settle(page);
            assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), theme);
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page scrolls sideways");
            const found = await violations(page);
            assert.equal(found.length, 0, `\n${found.map(told).join("\n")}`);
          });
        }
        await page.context().close();
      });
    }
  }
});
