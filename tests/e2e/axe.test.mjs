// No barrier that a machine can find, on any screen, light and dark, wide and narrow.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { hasNoBarriers, hasNoBarriersAnywhere, hasNoBarriersOfColour } from "./barriers.mjs";
import { openBrowser, shareDemo, signIn } from "./demo.mjs";
import { screens, settle } from "./screens.mjs";

describe("every screen", { concurrency: false }, () => {
  let demo, browser;

  before(async () => {
    demo = await shareDemo();
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  for (const [theme, look] of Object.entries({ light: hasNoBarriers, dark: hasNoBarriersOfColour })) {
    it(`has no barriers: ${theme}, 360 px and 1280 px`, async (test) => {
      // Only here the content policy is lifted: axe is a script from outside.
      const page = await signIn(browser, demo, { width: 1280, height: 800, theme, bypassCSP: true });
      for (const [name, path] of Object.entries(await screens(page, demo))) {
        await test.test(name, async () => {
          await page.goto(demo.address + path);
          await settle(page);
          assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), theme);
          await hasNoBarriersAnywhere(page, look);
        });
      }
      await page.context().close();
    });
  }
});
