// Messages of every kind, both ways: the practice phone sends, the inbox shows; the inbox sends, the phone shows.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBrowser, openDemo } from "./demo.mjs";

const NAME = "Kinds Customer";
/** A picture of one pixel: enough to be a picture. */
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
/** How long somebody speaks into the sham microphone, in milliseconds. */
const SPOKEN = 1500;

describe("messages of every kind", { concurrency: false }, () => {
  let demo, browser, page, thread;

  before(async () => {
    demo = await openDemo();
    browser = await openBrowser(["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-GB", permissions: ["microphone"] });
    context.setDefaultTimeout(15_000);
    page = await context.newPage();
    const headers = { origin: demo.address };
    await context.request.post(`${demo.address}/api/v1/session`, { data: { email: demo.email, password: demo.password }, headers });
    await context.request.patch(`${demo.address}/api/v1/me`, { data: { language: "en" }, headers });
    await context.request.post(`${demo.address}/api/v1/practice/customers`, { data: { name: NAME }, headers });
  });

  after(async () => {
    await browser?.close();
    await demo?.close();
  });

  const phone = () => page.getByRole("log", { name: "Messages on the phone" });
  const openPhone = async () => {
    await page.goto(`${demo.address}/practice`);
    await page.getByRole("button", { name: /You are/ }).click();
    await page.getByRole("menuitem", { name: NAME }).click();
    await page.getByRole("textbox", { name: `Write as ${NAME}` }).waitFor();
  };
  const openThread = async () => {
    await page.goto(thread);
    await page.getByRole("log", { name: "Messages" }).waitFor();
    return page.getByRole("log", { name: "Messages" });
  };
  const attach = async (item) => {
    await page.getByRole("button", { name: "Attach or ask" }).click();
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };

  it("sends words, a picture, a place and a basket from the phone", async () => {
    await openPhone();
    const box = page.getByRole("textbox", { name: `Write as ${NAME}` });
    await box.fill("Hello *there*");
    await box.press("Enter");
    await phone().getByText("there", { exact: true }).waitFor();
    await page.locator("form input[type=file]").setInputFiles({ name: "pixel.png", mimeType: "image/png", buffer: PIXEL });
    await phone().getByRole("button", { name: /^Enlarge/ }).waitFor();
    await page.getByRole("button", { name: "Send something else" }).click();
    await page.getByRole("menuitem", { name: "Location" }).click();
    await page.getByLabel("Map link or coordinates").fill("44.4949, 11.3426");
    await page.getByRole("dialog").getByRole("button", { name: "Send", exact: true }).click();
    await phone().getByRole("link", { name: "Open the map" }).waitFor();
    await page.getByRole("button", { name: "Send something else" }).click();
    await page.getByRole("menuitem", { name: /basket/ }).click();
    await phone().getByRole("table").waitFor();
  });

  it("shows them in the inbox, the basket with its sum", async () => {
    await page.getByRole("link", { name: "See this conversation in the inbox" }).click();
    const log = page.getByRole("log", { name: "Messages" });
    await log.locator("strong", { hasText: "there" }).waitFor();
    await log.getByRole("button", { name: /^Enlarge/ }).click();
    await page.getByRole("dialog").locator("img").waitFor();
    await page.keyboard.press("Escape");
    await log.getByRole("link", { name: "Open the map" }).waitFor();
    await log.getByRole("rowheader", { name: "Total" }).waitFor();
    assert.match(await log.locator("tfoot").innerText(), /32\.90/);
    thread = page.url();
  });

  it("sends buttons, and tells what is too long beside its field", async () => {
    await attach("Buttons to press");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Text", { exact: true }).fill("When will you come?");
    await dialog.getByLabel("Button 1", { exact: true }).fill("A label of far more than twenty characters");
    await dialog.getByText("characters too many").waitFor();
    await dialog.getByLabel("Button 1", { exact: true }).fill("Saturday");
    await dialog.getByLabel("Button 2", { exact: true }).fill("Sunday");
    await dialog.getByRole("button", { name: "Send", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("log", { name: "Messages" }).getByText("When will you come?").waitFor();
  });

  it("sends a picture with a caption, and a voice note recorded here", async () => {
    await page.locator("section input[type=file]").setInputFiles({ name: "pixel.png", mimeType: "image/png", buffer: PIXEL });
    await page.getByRole("textbox", { name: "Add a caption" }).fill("Fresh today");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    const log = page.getByRole("log", { name: "Messages" });
    await log.getByText("Fresh today").waitFor();
    await page.getByRole("button", { name: "Record a voice note" }).click();
    await page.getByRole("button", { name: "Stop and listen" }).waitFor();
    await page.waitForTimeout(SPOKEN);
    await page.getByRole("button", { name: "Stop and listen" }).click();
    await page.getByRole("button", { name: "Send the voice note" }).click();
    await log.getByRole("group", { name: "Voice note" }).waitFor();
  });

  it("shows them on the phone, where a button can be pressed", async () => {
    await openPhone();
    await phone().getByText("Fresh today").waitFor();
    await phone().getByRole("group", { name: "Voice note" }).waitFor();
    // Whoever leaves a page takes back what is still on its way.
    const told = page.waitForResponse((response) => response.request().method() === "POST");
    await phone().getByRole("button", { name: "Saturday" }).click();
    assert.ok((await told).ok());
    const log = await openThread();
    await log.getByText("Pressed in the chat").waitFor();
  });

  it("reacts to a message from its menu", async () => {
    const log = page.getByRole("log", { name: "Messages" });
    // An answer may have come below it.
    const pressed = log.locator("[id^='message-']").filter({ hasText: "Pressed in the chat" });
    await pressed.getByRole("article").hover();
    await pressed.getByRole("button", { name: "More for this message" }).click();
    await page.getByRole("menuitem", { name: "React with 👍" }).click();
    await log.getByRole("button", { name: "Remove 👍" }).waitFor();
    await openPhone();
    await phone().getByText("👍").waitFor();
  });
});
