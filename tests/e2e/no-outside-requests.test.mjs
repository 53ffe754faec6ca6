// The screens fetch nothing from anybody but the shop itself, and break no rule of their own content policy.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, shareDemo, signIn } from "./demo.mjs";
import { screens, settle } from "./screens.mjs";

describe("the screens keep to themselves", { concurrency: false }, () => {
  let demo, browser;

  before(async () => {
    demo = await shareDemo();
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  it("asks nobody outside and breaks no rule of the content policy", async () => {
    const page = await signIn(browser, demo);
    const outside = [];
    const broken = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(`${demo.address}/`) && !/^(data|blob):/.test(request.url())) outside.push(request.url());
    });
    page.on("console", (message) => {
      if (/Content Security Policy|Trusted Type/i.test(message.text())) broken.push(message.text());
    });
    page.on("pageerror", (error) => broken.push(error.message));
    const all = Object.values(await screens(page, demo));
    let asked = 0;
    page.on("requestfinished", () => (asked += 1));
    for (const path of all) {
      await page.goto(demo.address + path);
      await settle(page);
    }
    assert.ok(asked > all.length, "the screens were fetched at all");
    assert.deepEqual(outside, []);
    assert.deepEqual(broken, []);
  });

  it("shows the door and the first run without asking outside", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const outside = [];
    page.on("request", (request) => !request.url().startsWith(`${demo.address}/`) && outside.push(request.url()));
    for (const path of ["/sign-in", "/forgotten-password", "/link/nothing"]) {
      await page.goto(demo.address + path);
      await settle(page);
    }
    assert.deepEqual(outside, []);
    await context.close();
  });
});
