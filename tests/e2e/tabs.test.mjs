// Many tabs of one browser: browsers open at most six connections to a plain HTTP address, so the tabs share one stream.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, shareDemo, signIn } from "./demo.mjs";

/** More than the connections a browser opens to one address. */
const TABS = 8;

describe("many tabs of one shop", { concurrency: false }, () => {
  let demo, browser;

  before(async () => {
    demo = await shareDemo();
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  it(`opens ${TABS} tabs, and each hears what changes`, async () => {
    const first = await signIn(browser, demo);
    const pages = [first];
    while (pages.length < TABS) pages.push(await first.context().newPage());
    for (const page of pages) {
      page.setDefaultTimeout(15_000);
      await page.goto(`${demo.address}/inbox/all`);
      await page.getByRole("list", { name: "Conversations" }).waitFor();
    }
    const origin = { origin: demo.address };
    const customer = await (await first.request.post(`${demo.address}/api/v1/practice/customers`, { data: { name: "Heard Everywhere" }, headers: origin })).json();
    const said = await first.request.post(`${demo.address}/api/v1/practice/messages`, { data: { customer_id: customer.id, text: "Hello" }, headers: origin });
    assert.ok(said.ok(), `the practice phone took the message: ${said.status()}`);
    for (const page of pages) await page.getByText("Heard Everywhere").first().waitFor();
  });
});
