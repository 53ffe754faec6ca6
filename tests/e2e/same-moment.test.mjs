// Two people who press at the same moment: one message leaves, one word stands, and the other is told who was faster.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { COLLEAGUE, ask as askAs, invite } from "./colleague.mjs";
import { openBrowser, openDemo, signIn } from "./demo.mjs";

/** The owner's name on the screens of the other. */
const OWNER = "Giulia Ferri";
/** Less than the five minutes a lease stands, in milliseconds: an open editor has said again by then that somebody is at it. */
const WELL_WITHIN_THE_LEASE = 4 * 60_000;
/** How long a message may still be taken back after it was approved, in milliseconds, and a little more. */
const GONE_WITHIN = 20_000;

describe("two people at the same moment", { concurrency: false }, () => {
  let demo, browser, owner, colleague;

  before(async () => {
    demo = await openDemo();
    browser = await openBrowser();
    owner = await signIn(browser, demo);
    await ask("PATCH", "/me", { name: OWNER });
    colleague = await signIn(browser, await invite(browser, demo, owner));
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  const ask = (method, path, data) => askAs(owner, demo, method, path, data);
  const both = (path) => Promise.all([owner, colleague].map((page) => page.goto(demo.address + path)));
  const card = (page, name) => page.locator("main").getByRole("listitem").filter({ hasText: name }).filter({ has: page.getByRole("heading") });
  const press = (page, name, deed) => card(page, name).getByRole("button", { name: deed }).click();
  const waiting = async () => {
    const { items } = await ask("GET", "/health/signals?status=pending&scope=customers");
    return items.filter(({ contact, draft }) => contact.name && draft);
  };
  const seenByBoth = (name, state = "visible") => Promise.all([owner, colleague].map((page) => card(page, name).waitFor({ state })));

  /** Does both at once: what the two browsers ask leaves only when both have asked. */
  async function atOnce(address, mine, theirs) {
    let arrived = 0;
    let letGo;
    const gate = new Promise((resolve) => (letGo = resolve));
    const answers = await Promise.all(
      [owner, colleague].map(async (page) => {
        await page.route(address, async (route) => {
          arrived += 1;
          if (arrived === 2) letGo();
          await gate;
          await route.continue();
        });
        const answer = page.waitForResponse(address);
        await (page === owner ? mine() : theirs());
        return (await answer).status();
      }),
    );
    await Promise.all([owner, colleague].map((page) => page.unroute(address)));
    return answers;
  }

  it("sees what the scanner finds, both without a reload", async () => {
    await both("/health");
    const known = (await waiting()).map(({ contact }) => contact.name);
    await seenByBoth(known[0]);
    const { items } = await ask("GET", "/conversations?queue=all&limit=50");
    const { contact } = items.find(({ contact: { name }, window_expires_at: ends }) => name && !known.includes(name) && Date.parse(ends) > Date.now());
    const found = `SELECT contact_id, count(*) AS messages FROM inbox_conversation_v1 WHERE contact_id = ${contact.id} GROUP BY contact_id`;
    await ask("POST", "/health/own", { name: "Asked about by hand", purpose: "utility", on: true, sql: found });
    await seenByBoth(contact.name);
    await card(colleague, contact.name).getByRole("heading", { name: "Asked about by hand" }).waitFor();
  });

  it("says again that somebody is editing, for as long as the editor is open", async () => {
    const [{ id, contact }] = await waiting();
    const page = await signIn(browser, demo);
    await page.clock.install();
    await page.goto(`${demo.address}/health`);
    await press(page, contact.name, "Edit");
    const editor = page.getByRole("dialog", { name: "Change the message" });
    await editor.waitFor();
    await card(colleague, contact.name).getByText(`${OWNER} is editing…`).waitFor();
    const { editing } = await ask("GET", `/health/signals/${id}`);
    const again = page.waitForResponse(`**/health/signals/${id}/lease`);
    await page.clock.fastForward(WELL_WITHIN_THE_LEASE);
    assert.equal((await again).status(), 200);
    const later = (await ask("GET", `/health/signals/${id}`)).editing;
    assert.ok(Date.parse(later.until) > Date.parse(editing.until), "the lease stands longer than before");
    const refused = await colleague.context().request.post(`${demo.address}/api/v1/health/signals/${id}/lease`, { headers: { origin: demo.address } });
    assert.equal((await refused.json()).error.code, "being_edited");
    await page.keyboard.press("Escape");
    await editor.waitFor({ state: "detached" });
    await card(colleague, contact.name).getByText("is editing").waitFor({ state: "detached" });
    await page.context().close();
  });

  it("sends once when both approve at once, and tells the other who and how long ago", async () => {
    await both("/health");
    const [{ id, contact, conversation_id, draft }] = (await waiting()).filter(({ missing_template: none, against }) => !none && !against);
    await seenByBoth(contact.name);
    const approve = (page) => () => press(page, contact.name, "Approve and send");
    const answers = await atOnce(`**/health/signals/${id}/approve**`, approve(owner), approve(colleague));
    assert.deepEqual(answers.toSorted(), [200, 409]);
    const [faster, slower, who] = answers[0] === 200 ? [owner, colleague, OWNER] : [colleague, owner, COLLEAGUE.name];
    await faster.getByText(`Sent to ${contact.name}`).waitFor();
    await slower.getByText(new RegExp(`Already sent by ${who} (\\d+ seconds? ago|now)\\.`)).waitFor();
    assert.equal(await slower.getByText(`Sent to ${contact.name}`).count(), 0, "whoever was late is not told that it was them");
    await seenByBoth(contact.name, "detached");
    const said = async () => {
      const { items } = await ask("GET", `/conversations/${conversation_id}/messages?limit=50`);
      return items.filter(({ direction, text }) => direction === "out" && text === draft.text);
    };
    const end = Date.now() + GONE_WITHIN;
    while ((await said())[0]?.state === "queued" && Date.now() < end) await owner.waitForTimeout(500);
    const sent = await said();
    assert.equal(sent.length, 1, "the customer has it once");
    assert.match(sent[0].state, /^(sent|delivered|read)$/);
  });

  it("lets one of them have the word when one approves and the other dismisses", async () => {
    const [{ id, contact }] = (await waiting()).filter(({ missing_template: none, against }) => !none && !against);
    await press(colleague, contact.name, "Dismiss");
    const why = colleague.getByRole("dialog", { name: "Why not?" });
    await why.getByRole("radio", { name: /Not the right moment/ }).click();
    const answers = await atOnce(
      new RegExp(`/health/signals/${id}/(approve|dismiss)`),
      () => press(owner, contact.name, "Approve and send"),
      () => why.getByRole("button", { name: "Dismiss" }).click(),
    );
    assert.deepEqual(answers.toSorted(), [200, 409]);
    const sent = answers[0] === 200;
    const told = sent ? colleague.getByText(`Already sent by ${OWNER}`) : owner.getByText(`Already dismissed by ${COLLEAGUE.name}`);
    await told.first().waitFor();
    assert.equal((await ask("GET", `/health/signals/${id}`)).status, sent ? "sent" : "dismissed");
  });

  it("has one less to decide about, on both screens, when one of them dismisses", async () => {
    await both("/health");
    const before = await waiting();
    const { contact } = before.at(-1);
    await seenByBoth(contact.name);
    await press(owner, contact.name, "Dismiss");
    const why = owner.getByRole("dialog", { name: "Why not?" });
    await why.getByRole("radio", { name: /It is not true/ }).click();
    await why.getByRole("button", { name: "Dismiss" }).click();
    await seenByBoth(contact.name, "detached");
    assert.equal((await waiting()).length, before.length - 1);
  });

  it("has an order that a program brings, on both screens", async () => {
    await both("/orders");
    const line = (page) => page.locator("main").getByRole("listitem").filter({ hasText: "TILL-501" });
    await owner.locator("main").getByRole("listitem").first().waitFor();
    const order = { source: "till", number: "TILL-501", currency: "EUR", total: "31.40", items: [], placed_at: new Date().toISOString() };
    await ask("POST", "/orders", { ...order, state: "placed" });
    await Promise.all([owner, colleague].map((page) => line(page).getByText("Placed", { exact: true }).waitFor()));
    await ask("POST", "/orders", { ...order, state: "shipped" });
    await Promise.all([owner, colleague].map((page) => line(page).getByText("On its way", { exact: true }).waitFor()));
    assert.equal(await line(owner).count(), 1, "the same order again is the same order");
  });
});
