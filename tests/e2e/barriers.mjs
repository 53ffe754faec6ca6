// Barriers a machine can find on what stands on a page now. Holds no test; the page's content policy must be lifted.
import assert from "node:assert/strict";
import { axeFile } from "./demo.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** When a screen has come to rest that was still moving, in milliseconds. */
const AT_REST_AFTER = 1000;
/** All that another theme can change: what stands on a page is the same in both. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

function told(violation) {
  const places = violation.nodes.map((node) => `    ${node.target.join(" ")}\n      ${node.html}\n      ${node.failureSummary?.replaceAll("\n", " ")}`);
  return `  ${violation.id}: ${violation.help}\n${places.slice(0, 3).join("\n")}`;
}

/** A page that is still open needs axe only once. */
async function bringAxe(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({ path: axeFile });
}

/** To the end of whatever scrolls in them. */
function scrollDialogs() {
  for (const part of document.querySelectorAll("[role=dialog] *")) part.scrollTop = part.scrollHeight;
}

export async function hasNoBarriers(page, rules = RULES) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page scrolls sideways");
  await bringAxe(page);
  const look = () => page.evaluate(async (runOnly) => (await window.axe.run(document, { runOnly })).violations, rules);
  let found = await look();
  if (found.length > 0) {
    // On a busy machine a screen may change its layout while it is looked at, and what lies half under the actions of a
    // dialog comes out from under them where it is scrolled.
    await page.evaluate(scrollDialogs);
    await page.waitForTimeout(AT_REST_AFTER);
    found = await look();
  }
  assert.equal(found.length, 0, `\n${found.map(told).join("\n")}`);
}

/** The same for the colours alone. */
export const hasNoBarriersOfColour = (page) => hasNoBarriers(page, COLOURS);

/** The same at 360 px and at 1280 px: what is open stays open in between. */
export async function hasNoBarriersAnywhere(page, look = hasNoBarriers) {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.waitForTimeout(250);
    await look(page);
  }
}
