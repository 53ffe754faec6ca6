// Every screen for people who are signed in, as addresses; some need an id that only the running demo knows. Holds no test.

async function first(page, demo, path) {
  const answer = await page.context().request.get(`${demo.address}/api/v1${path}`);
  const body = await answer.json();
  return body.items[0].id;
}

export async function screens(page, demo) {
  const conversation = await first(page, demo, "/conversations?queue=needs_person&limit=1");
  const answered = await first(page, demo, "/conversations?queue=ai&limit=1");
  const source = await first(page, demo, "/knowledge/sources?limit=1");
  const order = await first(page, demo, "/orders?limit=1");
  const tabs = ["shop", "replies", "rules", "model", "web", "playground", "team", "tokens", "operators", "audit", "account", "notifications", "sessions", "backup", "jobs"];
  return {
    home: "/",
    inbox: "/inbox/all",
    "a conversation that needs a person": `/inbox/needs_person/${conversation}`,
    "a conversation the assistant answers": `/inbox/ai/${answered}`,
    search: "/inbox/search?q=ciao",
    health: "/health",
    "what is looked for": "/health/detectors",
    "a signal of the shop's own": "/health/own/new",
    "what goes by itself": "/health/auto-send",
    "whether it helps": "/health/effects",
    "shops that are looked after": "/health/fleet",
    "what was sent": "/health?status=sent",
    "what was over by itself": "/health?status=self_resolved",
    "how good the answers are": "/quality",
    knowledge: "/knowledge",
    "a source": `/knowledge/${source}`,
    orders: "/orders",
    "an order": `/orders/${order}`,
    "orders from a file": "/orders/import",
    "after the purchase": "/orders/after",
    revenue: "/orders/revenue",
    "web shops": "/orders/shops",
    "practice phone": "/practice",
    WhatsApp: "/whatsapp",
    doctor: "/whatsapp/doctor",
    "connecting WhatsApp": "/whatsapp/connect",
    "pasting the token": "/whatsapp/connect?step=token",
    templates: "/whatsapp/templates",
    "a new template": "/whatsapp/templates/new",
    outbox: "/whatsapp/outbox",
    broadcasts: "/whatsapp/broadcasts",
    "a new broadcast": "/whatsapp/broadcasts/new",
    "not to be written to": "/whatsapp/suppressions",
    prices: "/whatsapp/prices",
    ledger: "/whatsapp/ledger",
    "no such page": "/nowhere",
    ...Object.fromEntries(tabs.map((tab) => [`settings: ${tab}`, `/settings/${tab}`])),
  };
}

/** Waits until a screen has fetched what it shows. */
export async function settle(page) {
  await page.waitForLoadState("load");
  await page.locator("main, #root > *").first().waitFor();
  await page.waitForFunction(() =>
    ["Loading", "Caricamento"].every((word) => !document.querySelector(`[role=status][aria-label='${word}'], [role=progressbar][aria-label='${word}']`)),
  );
  await page.waitForTimeout(300);
}
