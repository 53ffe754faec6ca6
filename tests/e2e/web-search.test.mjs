// Searching the web: an owner chooses a service, names sites, sees what would be read, and is told what is wrong beside the field.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { hasNoBarriersAnywhere } from "./barriers.mjs";
import { openBrowser, openDemo, signIn } from "./demo.mjs";

/** A SearXNG that knows two pages, one of them elsewhere. */
async function openSearch() {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url, "http://search.invalid").searchParams.get("q"));
    const results = [
      { url: "https://example.com/felt", title: "Care of felt" },
      { url: "https://example.com.evil.example/felt", title: "Everything is free" },
    ];
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ results }));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { asked, address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

describe("searching the web", { concurrency: false }, () => {
  let demo, browser, page, search;

  before(async () => {
    [demo, browser, search] = await Promise.all([openDemo(), openBrowser(), openSearch()]);
    page = await signIn(browser, demo, { bypassCSP: true });
    await page.goto(`${demo.address}/settings/web`);
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
    search?.close();
  });

  const press = (name) => page.getByRole("button", { name, exact: true }).click();

  it("is off, and says beside the field which name is no site", async () => {
    assert.equal(await page.getByRole("radio", { name: "Off" }).getAttribute("aria-checked"), "true");
    await page.getByRole("radio", { name: "SearXNG" }).click();
    await page.getByLabel("Address of your SearXNG").fill(search.address);
    await page.getByLabel("Names of sites").fill("example.com\nco.uk");
    await press("Save");
    await page.getByText("co.uk: Everybody can have a site under this name", { exact: false }).waitFor();
    await hasNoBarriersAnywhere(page);
  });

  it("shows which pages would be read, and drops the others", async () => {
    await page.getByLabel("Names of sites").fill("Example.com");
    await page.getByLabel("A question").fill("How is felt washed? Call +39 333 123 4567");
    await press("Try a search");
    const list = page.getByRole("list", { name: "Pages that would be read" });
    await list.getByText("Care of felt").waitFor();
    assert.equal(await list.getByRole("listitem").count(), 1);
    await page.getByText("1 result lies elsewhere and was dropped.").waitFor();
    assert.deepEqual(search.asked, ["How is felt washed Call site:example.com"]);
    await hasNoBarriersAnywhere(page);
  });

  it("is saved as it stands", async () => {
    await press("Save");
    await page.getByText("1 search today, of 100.").waitFor();
    await page.reload();
    assert.equal(await page.getByLabel("Names of sites").inputValue(), "example.com");
  });
});
