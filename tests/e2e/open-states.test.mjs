// What opens on a screen: dialogs, panels, a document beside its text, why the assistant said something. No barrier a machine can
// find, in both languages, in both themes, from either side, wide and narrow.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { hasNoBarriers } from "./barriers.mjs";
import { openBrowser, shareDemo, signIn } from "./demo.mjs";
import { settle } from "./screens.mjs";

/** Where pictures of every state go; none are taken when it is not said. */
const PICTURES = process.env.SHOPBELL_PICTURES;

const LOOKS = [
  { width: 1280, theme: "light", direction: "ltr", language: "en" },
  { width: 360, theme: "light", direction: "ltr", language: "it" },
  { width: 360, theme: "dark", direction: "rtl", language: "en" },
  { width: 1280, theme: "dark", direction: "rtl", language: "it" },
];

const ORDERS = "Ordine;Data;Cliente;Telefono;Totale;Valuta;Stato\n1001;12/11/2026;Anna Bianchi;+39 333 1234567;1.234,56;EUR;Pagato\n1002;31/02/2026;Sara;;abc;EUR;Boh\n";
const DOCUMENT = new URL("../data/documents/pdf/raised_cents_small.pdf", import.meta.url);

/** Words of the screens, as the reader's language has them. */
const words = (language, feature) => JSON.parse(readFileSync(new URL(`../../ui/src/locales/${language}/${feature}.json`, import.meta.url), "utf8"));

/** What stands the other way round from the first line of the page on, as in Arabic. */
function turnRound() {
  const turn = () => {
    const page = document.documentElement;
    if (page && page.dir !== "rtl") page.dir = "rtl";
  };
  turn();
  new MutationObserver(turn).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["dir"] });
}

const press = (page, name) => page.locator("main").getByRole("button", { name, exact: true }).first().click();

/** What stands beside the other deeds where there is room, and in a menu on a phone. */
async function rarer(page, deeds, which) {
  if (page.viewportSize().width >= 640) return press(page, deeds[which]);
  await press(page, deeds.more);
  await page.getByRole("menuitem", { name: deeds[which], exact: true }).click();
}

/** Each state: where it is, and what is done there. `of` gives the words of a feature. */
async function states(ask) {
  const first = async (path) => (await ask("GET", path)).items[0].id;
  const signal = await first("/health/signals?status=pending&scope=customers&limit=1");
  const order = await first("/orders?limit=1");
  const { contact } = (await ask("GET", "/orders?limit=50")).items.find((one) => one.contact);
  const customer = await first(`/conversations?queue=all&limit=1&q=${encodeURIComponent(contact.name)}`);
  const answered = await first("/conversations?queue=ai&limit=1");
  const source = await document(ask);
  const changed = await questions(ask);
  return {
    "a signal": { path: `/health/${signal}` },
    "dismissing a signal": { path: "/health", act: (page, of) => rarer(page, of("health").deeds, "dismiss") },
    "changing a draft": { path: "/health", act: (page, of) => press(page, of("health").deeds.edit) },
    "a signal of the shop's own, in SQL": {
      path: "/health/own/new",
      act: async (page, of) => {
        await page.locator("main").getByText(of("health").own.kind.sql, { exact: true }).first().click();
        await page.locator("main summary").first().click();
      },
    },
    "whom a signal finds": {
      path: "/health/own/new",
      act: async (page, of) => {
        await press(page, of("health").own.preview.action);
        await page.getByRole("region", { name: of("health").own.preview.title }).waitFor();
      },
    },
    "a signal without a product": {
      path: "/health/own/new",
      act: async (page, of) => {
        await page.locator("main select").first().selectOption("product_not_again");
        await press(page, of("health").own.make);
      },
    },
    "adding a shop to look after": { path: "/health/fleet", act: (page, of) => press(page, of("fleet").add.action) },
    "letting an operator in": { path: "/settings/operators", act: (page, of) => press(page, of("fleet").given.make) },
    "quiet hours": {
      path: "/settings/notifications",
      act: (page, of) => page.locator("main").getByRole("switch", { name: of("notifications").quiet, exact: true }).click(),
    },
    "inviting somebody": { path: "/settings/team", act: (page, of) => press(page, of("settings").team.invite) },
    "a newer price list": { path: "/whatsapp/prices", act: (page, of) => press(page, of("prices").rates.change) },
    "an order": { path: `/orders/${order}` },
    "adding an order": { path: "/orders", act: (page, of) => press(page, of("orders").add) },
    "columns of a file of orders": {
      path: "/orders/import",
      act: async (page, of) => {
        await page.locator("input[type=file]").setInputFiles({ name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(ORDERS) });
        await page.getByRole("region", { name: of("orders").import.sample }).waitFor();
      },
    },
    "orders after the purchase": { path: "/orders/after" },
    "connecting a web shop": { path: "/orders/shops", act: (page, of) => press(page, of("orders").shops.add) },
    "figures month by month": { path: "/orders/revenue", act: (page, of) => page.getByText(of("orders").revenue.byMonth).first().click() },
    "a customer's orders": {
      path: `/inbox/all/${customer}`,
      act: async (page, of) => {
        const shown = page.getByText(of("orders").panel.last).or(page.getByText(of("orders").panel.value)).first();
        await page.getByRole("log").waitFor();
        if (!(await shown.isVisible())) await page.getByRole("button", { name: of("inbox").customer.panel, exact: true }).first().click();
        await shown.waitFor();
      },
    },
    "erasing a customer": {
      path: `/inbox/all/${customer}`,
      act: async (page, of) => {
        const menu = page.getByRole("button", { name: of("privacy").menu, exact: true }).first();
        await page.getByRole("log").waitFor();
        if (!(await menu.isVisible())) await page.getByRole("button", { name: of("inbox").customer.panel, exact: true }).first().click();
        await menu.click();
        await page.getByRole("menuitem", { name: of("privacy").erase }).click();
        await page.getByRole("button", { name: of("privacy").eraseNow }).waitFor();
      },
    },
    "adding a web address": { path: "/knowledge", act: (page, of) => adding(page, of, "page") },
    "adding a price list": {
      path: "/knowledge",
      act: async (page, of) => {
        await adding(page, of, "table");
        await page.getByRole("dialog").getByText(of("knowledge").table.beginnings.prices.title, { exact: true }).first().click();
      },
    },
    "what a source said before": {
      path: `/knowledge/${changed}`,
      act: (page, of) => page.getByRole("main").getByText(of("knowledge").versions.title).first().waitFor(),
    },
    "trying an answer in two ways": { path: "/settings/playground", act: (page, of) => press(page, of("settings").playground.add) },
    "why the assistant said it": {
      path: `/inbox/ai/${answered}`,
      act: (page, of) => page.getByRole("log").getByRole("button", { name: of("inbox").trace.why }).last().click(),
    },
    "a document beside its text": { path: `/knowledge/${source}`, act: (page) => page.getByRole("main").locator("img").first().waitFor() },
    "correcting what was read": { path: `/knowledge/${source}`, act: (page, of) => press(page, of("knowledge").pages.correct) },
  };
}

/** Opens the dialog for more knowledge, at one of its ways. */
async function adding(page, of, way) {
  await press(page, of("knowledge").add.open);
  await page.getByRole("dialog").getByText(of("knowledge").add.ways[way], { exact: true }).click();
}

/** Questions with answers that were changed once. */
async function questions(ask) {
  const pair = (answer) => ({ pairs: [{ question: "When are you open?", answer, phrasings: [] }] });
  const { id } = await ask("POST", "/knowledge/sources", { kind: "faq", title: "Opening hours", ...pair("From 9 to 18.") });
  await ask("PATCH", `/knowledge/sources/${id}`, pair("From 9 to 19."));
  return id;
}

/** A price list as a PDF, read to its end. */
async function document(ask) {
  const { id } = await ask("POST", "/knowledge/sources", undefined, {
    file: { name: "price list.pdf", mimeType: "application/pdf", buffer: readFileSync(DOCUMENT) },
  });
  for (let tries = 0; tries < 100; tries += 1) {
    const { state, pages } = await ask("GET", `/knowledge/sources/${id}`);
    if (state === "ready" && pages) return id;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  assert.fail("the document was not read");
}

describe("what opens on a screen", { concurrency: false }, () => {
  let demo, browser, all;

  before(async () => {
    demo = await shareDemo();
    browser = await openBrowser();
    const page = await signIn(browser, demo);
    all = await states(async (method, path, data, multipart) => {
      const answer = await page.request.fetch(`${demo.address}/api/v1${path}`, { method, data, multipart, headers: { origin: demo.address } });
      assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
      return answer.json();
    });
    await page.context().close();
    if (PICTURES) mkdirSync(PICTURES, { recursive: true });
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  for (const { width, theme, direction, language } of LOOKS) {
    it(`has no barriers: ${width} px, ${theme}, ${direction}, ${language}`, async (test) => {
      const page = await signIn(browser, demo, { width, height: 800, theme, language, bypassCSP: true });
      if (direction === "rtl") await page.addInitScript(turnRound);
      for (const [name, { path, act }] of Object.entries(all)) {
        await test.test(name, async () => {
          await page.goto(demo.address + path);
          await settle(page);
          await act?.(page, (feature) => words(language, feature));
          await page.waitForTimeout(250);
          if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name} ${width} ${theme} ${direction} ${language}.png` });
          await hasNoBarriers(page);
        });
      }
      await page.context().close();
    });
  }
});
