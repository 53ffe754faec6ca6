// What a shop starts by itself: a template from its first word to the phone, a broadcast, its price; and who wants none of it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { hasNoBarriersAnywhere } from "./barriers.mjs";
import { openBrowser, openDemo, signIn } from "./demo.mjs";

/** How long Meta may look at a template, in milliseconds: the stand-in takes three seconds. */
const REVIEWED_WITHIN = 20_000;
/** How many customers agree to be written to: ten leave in a second, so there is time to stop. */
const AGREED = 40;

describe("writing first", { concurrency: false }, () => {
  let demo, browser, page, headers;

  before(async () => {
    demo = await openDemo();
    headers = { origin: demo.address };
    browser = await openBrowser();
    page = await signIn(browser, demo, { bypassCSP: true });
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  const main = () => page.locator("main");
  /** Beside the thread; on a narrow screen it would be a dialog. */
  const customerPanel = () => page.getByRole("complementary", { name: "Customer" });
  const log = () => page.getByRole("log", { name: "Messages" });
  const go = (path) => page.goto(demo.address + path);
  const api = async (method, path, data) => {
    const answer = await page.context().request.fetch(`${demo.address}/api/v1${path}`, { method, headers, data });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
  };

  it("begins a template from a starter, shows it as it grows, and hands it in", async () => {
    await go("/whatsapp/templates/new");
    await main().getByRole("button", { name: /^Ordine pronto/ }).press("Enter");
    const body = main().getByRole("textbox", { name: "Message" });
    await body.press("End");
    await body.pressSequentially(" A presto!");
    await main().getByText("A presto!").last().waitFor();
    await hasNoBarriersAnywhere(page);
    await main().getByRole("button", { name: "Submit to Meta" }).click();
    await main().getByText("In review").waitFor();
    await hasNoBarriersAnywhere(page);
  });

  it("learns by itself that Meta approved it", async () => {
    await main().getByText("Ready to send.").waitFor({ timeout: REVIEWED_WITHIN });
    await hasNoBarriersAnywhere(page);
    await go("/whatsapp/templates");
    await main().getByRole("listitem").filter({ hasText: "ordine_pronto_2" }).getByText("Approved").waitFor();
  });

  it("sends it where the 24 hours are over", async () => {
    const { items } = await api("GET", "/conversations?queue=done&limit=50");
    const closed = items.find(({ window_expires_at: ends }) => !ends || Date.parse(ends) < Date.now());
    await go(`/inbox/done/${closed.id}`);
    await main().getByText("The 24 hours for free-form answers are over").waitFor();
    await main().getByRole("button", { name: "Write with a template" }).press("Enter");
    await hasNoBarriersAnywhere(page);
    const box = page.getByRole("region", { name: "Send a template" });
    await box.getByRole("button", { name: /^ordine pronto 2/ }).click();
    const send = box.getByRole("button", { name: "Send the template" });
    assert.ok(await send.isDisabled(), "nothing leaves with an empty place");
    await box.getByLabel("order").fill("77");
    await hasNoBarriersAnywhere(page);
    await send.click();
    await log().getByText("il tuo ordine 77", { exact: false }).waitFor();
  });

  it("counts people and price of a broadcast before anything leaves", async () => {
    await go("/whatsapp/templates/new");
    await main().getByRole("button", { name: /^Chiedere una recensione/ }).click();
    await main().getByRole("button", { name: "Submit to Meta" }).click();
    await main().getByText("Ready to send.").waitFor({ timeout: REVIEWED_WITHIN });
    const { items } = await api("GET", "/conversations?queue=all&limit=50");
    for (const { contact } of items.slice(0, AGREED)) await api("POST", `/contacts/${contact.id}/consent`, { source: "in_person", words: "Yes, write to me." });
    await go("/whatsapp/broadcasts/new");
    await main().getByLabel("Name", { exact: true }).fill("Reviews of November");
    const chosen = await main().getByLabel("Message").locator("option", { hasText: "recensione" }).getAttribute("value");
    await main().getByLabel("Message").selectOption(chosen);
    const theirName = main().getByRole("button", { name: "Their name" });
    while ((await theirName.count()) > 0) await theirName.first().click();
    await hasNoBarriersAnywhere(page);
    await main().getByRole("button", { name: "See recipients and price" }).press("Enter");
    await page.getByRole("heading", { name: "Recipients and price" }).waitFor();
    await main().getByText("Did not agree to be written to").waitFor();
    assert.match(await main().innerText(), /US\$\d+\.\d\d/, "the price stands there");
    await hasNoBarriersAnywhere(page);
  });

  it("asks once more, sends at its own pace, tells of each, and stops when told", async () => {
    await main().getByRole("button", { name: /^Send for/ }).click();
    const sure = page.getByRole("alertdialog");
    await sure.getByText(`Send to ${AGREED} people?`).waitFor();
    await sure.getByRole("button", { name: /^Send for/ }).click();
    await page.getByRole("heading", { name: "Recipients" }).waitFor();
    await main().getByRole("button", { name: "Stop", exact: true }).press("Enter");
    await sure.getByRole("button", { name: "Stop", exact: true }).press("Enter");
    await main().getByText("Stopped").first().waitFor();
    await main().getByRole("list", { name: "Recipients" }).getByRole("listitem").first().waitFor();
    const { items } = await api("GET", "/broadcasts");
    const { counts } = await api("GET", `/broadcasts/${items[0].id}`);
    assert.ok(counts.sent + counts.delivered + counts.read > 0, "some left before");
    assert.ok(counts.sent + counts.delivered + counts.read < AGREED, "the others did not");
    await hasNoBarriersAnywhere(page);
  });

  it("shows what was spent, and keeps a budget", async () => {
    await go("/whatsapp/prices");
    await main().getByRole("heading", { name: "By kind" }).waitFor();
    await main().getByRole("switch", { name: "Monthly budget" }).press("Space");
    await main().getByLabel("Limit, in US dollars").fill("25");
    await main().getByLabel("Suggest only from, in percent").fill("80");
    await main().getByLabel("Limit, in US dollars").press("Enter");
    await main().getByText(/of US\$25\.00 spent/).waitFor();
    await main().getByText("Within budget").waitFor();
    await hasNoBarriersAnywhere(page);
  });

  it("leaves alone who writes stop, and says why", async () => {
    const customer = await api("POST", "/practice/customers", { name: "Stop Customer" });
    await api("POST", "/practice/messages", { customer_id: customer.id, kind: "text", text: "STOP" });
    await go("/whatsapp/suppressions");
    await main().getByText("Stop Customer").waitFor();
    await main().getByText('They wrote a word such as “stop”', { exact: false }).first().waitFor();
    await hasNoBarriersAnywhere(page);
    await go("/inbox/all");
    await main().getByRole("link", { name: /Stop Customer/ }).click();
    await page.getByRole("button", { name: "Customer", exact: true }).click();
    await customerPanel().getByText("Answers only").or(customerPanel().getByText("No offers")).first().waitFor();
    await hasNoBarriersAnywhere(page);
  });

  it("blocks a customer and lets them back, by keyboard", async () => {
    const change = customerPanel().getByRole("button", { name: "Change", exact: true });
    await change.press("Enter");
    await page.getByRole("menuitem", { name: "Block" }).press("Enter");
    await page.getByRole("alertdialog").getByRole("button", { name: "Block" }).press("Enter");
    await customerPanel().getByText("Their messages do not arrive, and you cannot write to them.").waitFor();
    await hasNoBarriersAnywhere(page);
    await change.press("Enter");
    await page.getByRole("menuitem", { name: "Unblock" }).press("Enter");
    await customerPanel().getByText("Their messages do not arrive, and you cannot write to them.").waitFor({ state: "detached" });
  });
});
