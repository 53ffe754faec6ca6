// A second person of the shop's staff, who joins as people do: by a link. Holds no test.
import assert from "node:assert/strict";

/** The role sees customers, their orders and what went quiet. */
export const COLLEAGUE = { email: "zaheer@shopbell.example", name: "Zaheer", role: "agent" };
const PASSWORD = "nine green bottles on a wall";

/** Asks the shop as the person whose page it is; what is refused ends the test. */
export async function ask(page, demo, method, path, data) {
  const answer = await page.context().request.fetch(`${demo.address}/api/v1${path}`, { method, headers: { origin: demo.address }, data });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? null : answer.json();
}

/** Invites the colleague; gives back what `signIn` takes. */
export async function invite(browser, demo, owner) {
  const { link } = await ask(owner, demo, "POST", "/people", COLLEAGUE);
  const token = link.url.split("/").at(-1);
  await ask(owner, demo, "GET", `/password-links/${token}`);
  const context = await browser.newContext();
  const headers = { origin: demo.address };
  const chosen = await context.request.post(`${demo.address}/api/v1/password-links/${token}`, { data: { password: PASSWORD }, headers });
  assert.ok(chosen.ok(), `choosing a password: ${chosen.status()} ${await chosen.text()}`);
  await context.close();
  return { address: demo.address, email: COLLEAGUE.email, password: PASSWORD };
}
