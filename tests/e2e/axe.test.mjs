// No barrier that a machine can find, on any screen, light and dark, wide and narrow.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { hasNoBarriers } from "./barriers.mjs";
import { openBrowser, openDemo, signIn } from "./demo.mjs";
import { screens, settle } from "./screens.mjs";

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
            await hasNoBarriers(page);
          });
        }
        await page.context().close();
      });
    }
  }
});
