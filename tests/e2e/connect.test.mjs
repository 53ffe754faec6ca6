// From nothing to the first "hello": two pastes and a code; then a connection that breaks and is mended, and a send that fails.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { hasNoBarriersAnywhere } from "./barriers.mjs";
import { openBrowser, openStage, signIn } from "./demo.mjs";

const CUSTOMER = { name: "Ada Conti", phone: "+39 333 111 2222" };
/** Graph's code for a number that is not on WhatsApp: nothing sends that again by itself. */
const NOT_ON_WHATSAPP = 131026;

describe("connecting a number", { concurrency: false }, () => {
  let stage, browser, page;

  before(async () => {
    stage = await openStage();
    await stage.order("new_number");
    browser = await openBrowser();
    page = await signIn(browser, stage, { bypassCSP: true });
  });

  after(async () => {
    await browser?.close();
    await stage?.close();
  });

  const main = () => page.locator("main");
  const press = (name) => main().getByRole("button", { name, exact: true }).click();
  const graph = (method, path) => fetch(`${stage.meta.graph}/v26.0/${path}`, { method, headers: { authorization: `Bearer ${stage.meta.token}` } });

  it("asks how WhatsApp is used, by keyboard", async () => {
    await page.goto(`${stage.address}/whatsapp`);
    await main().getByRole("link", { name: "Connect WhatsApp" }).press("Enter");
    await main().getByRole("radio").first().press("Space");
    await hasNoBarriersAnywhere(page);
    await main().getByRole("button", { name: "Next" }).press("Enter");
    await page.getByRole("heading", { name: "Make an app at Meta" }).waitFor();
    assert.match(await main().getByRole("link", { name: "Create an app" }).getAttribute("href"), /^https:\/\/developers\.facebook\.com\//);
    await hasNoBarriersAnywhere(page);
    await main().getByRole("button", { name: "I have an app" }).press("Enter");
    await page.getByRole("heading", { name: "Paste the access token" }).waitFor();
    for (const permission of ["whatsapp_business_messaging", "whatsapp_business_management"]) await main().getByRole("button", { name: `Copy: ${permission}` }).waitFor();
  });

  it("says beside the field what is wrong with a token", async () => {
    await main().locator("input").and(page.getByLabel("Access token")).fill("EAAnothing");
    await main().getByRole("button", { name: "Ask Meta" }).press("Enter");
    await main().getByText("Meta does not accept this token", { exact: false }).first().waitFor();
    await hasNoBarriersAnywhere(page);
  });

  it("takes the two pastes and finds the number", async () => {
    await main().locator("input").and(page.getByLabel("Access token")).fill(stage.meta.token);
    await main().getByText("A token made to last").waitFor();
    await press("Next");
    await main().locator("input").and(page.getByLabel("App secret")).fill(stage.meta.secret);
    await main().getByText("It belongs to the same app").waitFor();
    await press("Next");
    await main().getByText("+39 055 555 0100").waitFor();
    await hasNoBarriersAnywhere(page);
    await press("Use this number");
    await page.getByRole("heading", { name: "Meta wants to know the number is yours" }).waitFor();
    assert.equal(await page.getByRole("alert").count(), 0, "nobody is alarmed about what is being done");
  });

  it("has the code sent, and takes it", async () => {
    await press("Send a text message");
    await main().getByText("On its way").waitFor();
    await hasNoBarriersAnywhere(page);
    const { code } = await stage.order("code");
    await main().getByLabel("Six digits").fill(code);
    await main().getByLabel("Six digits").press("Enter");
    await main().getByText("Shopbell's public address").waitFor();
    await hasNoBarriersAnywhere(page);
  });

  it("sees the first hello arrive by itself", async () => {
    await press("Next");
    await main().getByText("Waiting for your hello").waitFor();
    await hasNoBarriersAnywhere(page);
    await stage.order({ says: { ...CUSTOMER, text: "hello" } });
    await main().getByText("It arrived. You are open.").waitFor();
    await hasNoBarriersAnywhere(page);
    await main().getByRole("link", { name: "Answer it" }).click();
    await page.getByRole("log", { name: "Messages" }).getByText("hello", { exact: true }).waitFor();
  });

  it("names what broke, what customers notice of it, and mends it", async () => {
    const gone = await graph("DELETE", `${stage.meta.account}/subscribed_apps`);
    assert.equal(gone.status, 200);
    await page.goto(`${stage.address}/whatsapp/doctor`);
    await press("Check now");
    await main().getByRole("heading", { name: "The account's subscription" }).first().waitFor();
    await main().getByText("What they write does not arrive.", { exact: false }).first().waitFor();
    await hasNoBarriersAnywhere(page);
    await press("Repair");
    await main().getByText("OK: The account's subscription").waitFor();
    await page.getByRole("alert").waitFor({ state: "detached" });
    const { data } = await (await graph("GET", `${stage.meta.account}/subscribed_apps`)).json();
    assert.equal(data.length, 1, "Meta has the subscription again");
  });

  it("says in the outbox why a message did not arrive, and sends it again", async () => {
    await page.goto(`${stage.address}/inbox/all`);
    await main().getByRole("link", { name: CUSTOMER.name }).click();
    await page.getByRole("radio", { name: "Take over" }).click();
    await page.getByText("The assistant is silent. You took over").waitFor();
    await stage.order({ refuse: NOT_ON_WHATSAPP });
    const box = page.getByRole("textbox", { name: "Write to the customer" });
    await box.fill("Yes, two kilos.");
    await box.press("Enter");
    const log = page.getByRole("log", { name: "Messages" });
    await log.getByRole("button", { name: "Try again" }).waitFor();
    await hasNoBarriersAnywhere(page);
    await page.goto(`${stage.address}/whatsapp/outbox`);
    const row = main().getByRole("listitem").filter({ hasText: "Yes, two kilos." });
    await row.getByText("Not delivered").waitFor();
    assert.match(await row.innerText(), /WhatsApp/, "the reason stands there in words");
    await hasNoBarriersAnywhere(page);
    await row.getByRole("button", { name: "Send again" }).press("Enter");
    await row.waitFor({ state: "detached" });
    await page.goBack();
    await log.getByText("Yes, two kilos.").waitFor();
    await log.getByRole("button", { name: "Try again" }).waitFor({ state: "detached" });
  });
});
