// Two people at two browsers: what one does the other sees at once, and whoever is late is told who was faster.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { COLLEAGUE, ask as askAs, invite } from "./colleague.mjs";
import { openBrowser, openDemo, signIn } from "./demo.mjs";

/** The owner's name on the screens of the other. */
const OWNER = "Giulia Ferri";

describe("two people", { concurrency: false }, () => {
  let demo, browser, owner, colleague;

  const ask = (page, method, path, data) => askAs(page, demo, method, path, data);

  before(async () => {
    demo = await openDemo();
    browser = await openBrowser();
    owner = await signIn(browser, demo);
    await ask(owner, "PATCH", "/me", { name: OWNER });
    colleague = await signIn(browser, await invite(browser, demo, owner));
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  const both = async (path) => {
    await owner.goto(demo.address + path);
    await colleague.goto(demo.address + path);
  };
  const card = (page, name) => page.locator("main").getByRole("listitem").filter({ hasText: name }).filter({ has: page.getByRole("heading") });
  const approve = (page, name) => card(page, name).getByRole("button", { name: "Approve and send" });
  const edit = (page, name) => card(page, name).getByRole("button", { name: "Edit" });
  /** Customers who went quiet, with a message ready for each; the most pressing first. */
  const named = async () => {
    const { items } = await ask(owner, "GET", "/health/signals?status=pending&scope=customers");
    return items.filter(({ contact, draft }) => contact.name && draft).map(({ contact }) => contact.name);
  };

  it("reads that somebody else is editing, and may not until they stop", async () => {
    await both("/health");
    const [name] = await named();
    await edit(owner, name).click();
    const editor = owner.getByRole("dialog", { name: "Change the message" });
    await editor.waitFor();
    await card(colleague, name).getByText(`${OWNER} is editing…`).waitFor();
    await edit(colleague, name).waitFor({ state: "detached" });
    await approve(colleague, name).waitFor();
    await editor.getByRole("textbox", { name: "Message" }).fill("We kept your usual order for you. Shall we bring it on Friday?");
    await editor.getByRole("button", { name: "Save", exact: true }).click();
    await editor.waitFor({ state: "detached" });
    await card(colleague, name).getByText("We kept your usual order for you.").waitFor();
    await card(colleague, name).getByText("is editing").waitFor({ state: "detached" });
    await edit(colleague, name).waitFor();
  });

  it("may edit again when the other's browser has died, without a reload", async () => {
    const watching = await colleague.context().newPage();
    await watching.clock.install();
    await watching.goto(`${demo.address}/health`);
    await owner.goto(`${demo.address}/health`);
    const [name] = await named();
    await edit(owner, name).click();
    await card(watching, name).getByText(`${OWNER} is editing…`).waitFor();
    await edit(watching, name).waitFor({ state: "detached" });
    // It says nothing more, as when a battery is empty.
    await owner.context().setOffline(true);
    await watching.clock.fastForward("06:00");
    await card(watching, name).getByText("is editing").waitFor({ state: "detached" });
    await edit(watching, name).waitFor();
    await watching.close();
    await owner.context().setOffline(false);
    await owner.getByRole("dialog", { name: "Change the message" }).getByRole("button", { name: "Cancel" }).click();
  });

  it("sees a signal go that the other snoozed, and comes upon it where it went", async () => {
    const names = await named();
    const name = names.at(-1);
    assert.ok(names.length > 1, "two wait");
    await card(colleague, name).getByRole("button", { name: "Snooze 7 days" }).click();
    await card(owner, name).waitFor({ state: "detached" });
    await both("/health?status=snoozed");
    await card(owner, name).getByText("Snoozed by Zaheer.").waitFor();
  });

  it("sees a signal go that the other dismissed, with the reason", async () => {
    const { items } = await ask(owner, "GET", "/health/signals?status=snoozed&scope=customers");
    const name = items.find(({ decided_by: by }) => by?.name === COLLEAGUE.name).contact.name;
    await card(owner, name).getByRole("button", { name: "Dismiss" }).click();
    const why = owner.getByRole("dialog", { name: "Why not?" });
    await why.getByRole("radio", { name: /Already dealt with/ }).click();
    await why.getByRole("button", { name: "Dismiss" }).click();
    await card(colleague, name).waitFor({ state: "detached" });
    await colleague.goto(`${demo.address}/health?status=dismissed`);
    await card(colleague, name).getByText(`Dismissed by ${OWNER}`).waitFor();
    await card(colleague, name).getByText("Already dealt with").waitFor();
  });

  it("is told who sent it and when, on pressing too late", async () => {
    await both("/health");
    const [name] = await named();
    await approve(colleague, name).waitFor();
    // The colleague's list is held up on its way: the card stands a moment longer than what it shows.
    let letGo;
    const gate = new Promise((resolve) => (letGo = resolve));
    await colleague.route("**/api/v1/health/signals?**", (route) => gate.then(() => route.continue()));
    await approve(owner, name).click();
    await owner.getByText(`Sent to ${name}`).waitFor();
    await card(owner, name).waitFor({ state: "detached" });
    await approve(colleague, name).click();
    // The clock of these pages was turned on by a few minutes further up.
    await colleague.getByText(new RegExp(`Already sent by ${OWNER} (\\d+ (second|minute)s? ago|now)\\.`)).waitFor();
    letGo();
    await card(colleague, name).waitFor({ state: "detached" });
    await colleague.goto(`${demo.address}/health?status=sent`);
    await card(colleague, name).getByText(`Sent by ${OWNER}`).waitFor();
  });

  it("has the other's order in the book, and its new state", async () => {
    await both("/orders");
    const number = "COUNTER-77";
    const placed_at = new Date().toISOString();
    const body = { source: "manual", number, state: "placed", currency: "EUR", total: "48.50", items: [], placed_at };
    const order = await ask(colleague, "POST", "/orders", body);
    const line = owner.locator("main").getByRole("listitem").filter({ hasText: number });
    await line.getByText("Placed", { exact: true }).waitFor();
    await colleague.goto(`${demo.address}/orders/${order.id}`);
    const state = colleague.locator("main").getByText("Paid", { exact: true });
    await colleague.getByRole("heading", { name: `Order ${number}` }).waitFor();
    assert.equal(await state.count(), 0);
    await ask(owner, "PATCH", `/orders/${order.id}`, { state: "paid" });
    await state.first().waitFor();
    await line.getByText("Paid", { exact: true }).waitFor();
  });

  it("reads at once that a conversation is theirs now, and that the other has it again", async () => {
    const { items } = await ask(owner, "GET", "/conversations?queue=needs_person&limit=1");
    await both(`/inbox/all/${items[0].id}`);
    const assign = async (page, wish, name) => {
      await page.getByRole("button", { name: wish }).click();
      await page.getByRole("menuitemradio", { name }).click();
    };
    const log = colleague.getByRole("log", { name: "Messages" });
    await assign(owner, /^Assign/, COLLEAGUE.name);
    await log.getByText(`${OWNER} assigned this to ${COLLEAGUE.name}`).waitFor();
    await colleague.getByRole("button", { name: `Assigned to ${COLLEAGUE.name}` }).waitFor();
    await assign(colleague, `Assigned to ${COLLEAGUE.name}`, OWNER);
    await owner.getByRole("button", { name: `Assigned to ${OWNER}` }).waitFor();
    await owner.goto(`${demo.address}/inbox/mine/${items[0].id}`);
    await owner.getByRole("list", { name: "Conversations" }).getByRole("link", { name: new RegExp(items[0].contact.name) }).waitFor();
    // Given away from the other browser, it leaves the list of who had it.
    await assign(colleague, `Assigned to ${OWNER}`, COLLEAGUE.name);
    await owner.getByRole("list", { name: "Conversations" }).getByRole("link", { name: new RegExp(items[0].contact.name) }).waitFor({ state: "detached" });
  });

  it("sees the other type and answer, and the customer leave those who need a person", async () => {
    const { items } = await ask(owner, "GET", "/conversations?queue=needs_person&limit=50");
    const { id, contact } = items.find(({ window_expires_at: ends }) => ends && Date.parse(ends) > Date.now());
    await both(`/inbox/needs_person/${id}`);
    const rows = owner.getByRole("list", { name: "Conversations" }).getByRole("link", { name: new RegExp(contact.name) });
    await rows.waitFor();
    const box = colleague.getByRole("textbox", { name: "Write to the customer" });
    await box.pressSequentially("Hello, this is Zaheer.");
    await owner.getByText(`${COLLEAGUE.name} is typing`).first().waitFor();
    await box.press("Enter");
    await owner.getByRole("log", { name: "Messages" }).getByText("Hello, this is Zaheer.").waitFor();
    await rows.waitFor({ state: "detached" });
  });
});
