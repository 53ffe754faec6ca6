// A file is looked at first, its columns can be mended, and only then it is taken in.
import type { ReactNode } from "react";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { OrdersImported } from "@/api/types";
import common from "@/locales/en/common.json";
import english from "@/locales/en/orders.json";
import { remapped } from "./ImportMapping";
import { ImportScreen } from "./ImportScreen";

const { sent, answers } = vi.hoisted(() => ({ sent: [] as Record<string, string>[], answers: [] as unknown[] }));

vi.mock("@tanstack/react-router", () => ({ Link: ({ children }: { children: ReactNode }) => <a href="/">{children}</a> }));
vi.mock("@/api/upload", () => ({
  uploadFile: async (_address: string, _file: File, onShare: (share: number) => void, _signal: unknown, fields: Record<string, string>) => {
    sent.push(fields);
    onShare(1);
    return answers.shift();
  },
}));

const shown = (changes: Partial<OrdersImported> = {}): OrdersImported => ({
  columns: ["No", "Day", "Sum", "Paid"],
  mapping: { number: "No", placed_at: "Day", total: "Sum" },
  missing: [],
  doubtful: [],
  sample: [["A1", "2026-11-01", "12.50", "12.50"]],
  rows: 3,
  accepted: 2,
  updated: 0,
  unchanged: 0,
  refused_total: 1,
  refused: [
    {
      row: 4,
      faults: [
        { row: 4, field: "placed_at", reason: "ambiguous_date", value: "03/04/2026" },
        { row: 4, field: "total", reason: "not_an_amount", value: "abc" },
      ],
    },
  ],
  refused_left_out: 0,
  id: "1-1",
  file: "till.csv",
  ended_at: "2026-11-29T10:00:00Z",
  changes: [],
  further: [],
  further_along: 0,
  stopped: false,
  broke_off: false,
  ...changes,
});

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { orders: english, common } },
    interpolation: { escapeValue: false },
  });
});

const json = { headers: { "content-type": "application/json" } };

/** What the server says of the import that runs and of the last; every question is written down. */
function answer(progress: object, last?: OrdersImported): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push(`${request.method} ${pathname}`);
    if (request.method === "DELETE") return new Response(null, { status: 204 });
    return new Response(JSON.stringify(pathname.endsWith("/last") ? last : progress), json);
  });
  return asked;
}

function open() {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ImportScreen />
    </QueryClientProvider>,
  );
}

beforeEach(() => {
  sent.length = 0;
  answers.length = 0;
  answer({ running: false });
});

async function choose(...then: OrdersImported[]) {
  answers.push(...then);
  open();
  await userEvent.upload(
    await screen.findByLabelText(new RegExp(english.import.drop)),
    new File(["No;Day"], "till.csv", { type: "text/csv" }),
  );
}

describe("orders from a file", () => {
  it("keeps nothing before it was looked at, and says why a row is refused", async () => {
    await choose(shown(), shown({ accepted: 2 }));
    expect(await screen.findByText(english.import.reasons.ambiguous_date)).toBeDefined();
    expect(screen.getByText(english.import.reasons.not_an_amount)).toBeDefined();
    expect(screen.getByRole("link", { name: english.import.refusedFile }).getAttribute("href")).toBe(
      "/api/v1/orders/import/refused?import=1-1&language=en",
    );
    expect(screen.getByText("Line 4")).toBeDefined();
    expect(screen.getByText("03/04/2026")).toBeDefined();
    expect(sent).toEqual([{ dry_run: "true" }]);
    await userEvent.click(screen.getByRole("button", { name: "Import 2 orders" }));
    expect(await screen.findByText("2 orders are in the book")).toBeDefined();
    expect(sent[1]).toEqual({ dry_run: "false" });
  });

  it("asks which of two columns of one name is meant, and guesses nothing when none is chosen", async () => {
    const doubtful: OrdersImported["doubtful"] = [{ field: "phone", columns: ["Phone (1)", "Phone (2)"] }];
    await choose(shown({ doubtful }), shown());
    expect(await screen.findByText(/Phone \(1\), Phone \(2\)/)).toBeDefined();
    await userEvent.click(screen.getByRole("button", { name: "Import 2 orders" }));
    expect(JSON.parse(sent[1]?.mapping ?? "{}")).toEqual({ number: "No", placed_at: "Day", total: "Sum" });
  });

  it("looks again with a mended column, and takes the file with it", async () => {
    const mended = shown({ mapping: { number: "No", placed_at: "Day", total: "Paid" }, refused: [], refused_total: 0, accepted: 3 });
    await choose(shown(), mended, mended);
    await userEvent.selectOptions(await screen.findByLabelText(english.import.fields.total), "Paid");
    const mapping = JSON.stringify({ number: "No", placed_at: "Day", total: "Paid" });
    await waitFor(() => expect(sent[1]).toEqual({ dry_run: "true", mapping }));
    await userEvent.click(await screen.findByRole("button", { name: "Import 3 orders" }));
    await waitFor(() => expect(sent[2]).toEqual({ dry_run: "false", mapping }));
  });

  it("cannot be taken in while a needed column is missing", async () => {
    await choose(shown({ mapping: { number: "No" }, missing: ["placed_at", "total"], accepted: 0, refused: [], refused_total: 0 }));
    expect((await screen.findByRole("alert")).textContent).toContain("Placed on, Total");
    expect(screen.queryByRole("button", { name: /^Import \d|Nothing new/ })).toBeNull();
  });

  it("names the rows whose phone could not be read", async () => {
    await choose(shown({ phones_not_read: [2, 5] }));
    expect(await screen.findByText(english.import.phonesNotRead.replace("{{rows}}", "2, 5"))).toBeTruthy();
  });

  it("asks for the price of items, or to leave them out", async () => {
    const mapping = { number: "No", placed_at: "Day", total: "Sum", item_name: "Paid" };
    await choose(shown({ mapping, missing: ["item_price"], accepted: 0, refused: [], refused_total: 0 }));
    expect((await screen.findByRole("alert")).textContent).toContain(english.import.fields.item_name);
    expect(screen.queryByRole("button", { name: /^Import \d|Nothing new/ })).toBeNull();
  });

  it("can be stopped on its way, and says what that means", async () => {
    const said = { running: false, dry_run: false, file: "till.csv", read: 1000, rows: 3000 };
    const asked = answer(said);
    await choose(shown());
    let finish: (result: OrdersImported) => void = () => undefined;
    answers.push(new Promise<OrdersImported>((done) => (finish = done)));
    await userEvent.click(await screen.findByRole("button", { name: "Import 2 orders" }));
    said.running = true;
    await userEvent.click(await screen.findByRole("button", { name: english.import.stop }, { timeout: 3000 }));
    await waitFor(() => expect(asked).toContain("DELETE /api/v1/orders/import"));
    finish(shown({ accepted: 1, stopped: true }));
    expect(await screen.findByText(english.import.stoppedBody)).toBeDefined();
  });

  it("shows what somebody else imports, with the way to stop it", async () => {
    const asked = answer({ running: true, dry_run: false, file: "old.csv", bytes: 100, bytes_read: 40, rows: 0, read: 0 });
    open();
    expect(await screen.findByText("old.csv")).toBeDefined();
    expect(screen.getByText("Looking through the file: 40%")).toBeDefined();
    expect(screen.queryByLabelText(new RegExp(english.import.drop))).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: english.import.stop }));
    await waitFor(() => expect(asked).toContain("DELETE /api/v1/orders/import"));
  });

  it("keeps what became of the last file until somebody puts it away", async () => {
    const said: { running: boolean; last?: string } = { running: false, last: "1-1" };
    const asked = answer(said, shown({ file: "old.csv", broke_off: true }));
    open();
    expect(await screen.findByText("2 orders are in the book")).toBeDefined();
    expect(screen.getByText("old.csv")).toBeDefined();
    expect(screen.getByText(english.import.brokeOffBody)).toBeDefined();
    expect(screen.getByText("Line 4")).toBeDefined();
    delete said.last;
    await userEvent.click(screen.getByRole("button", { name: english.import.another }));
    expect(await screen.findByLabelText(new RegExp(english.import.drop))).toBeDefined();
    expect(asked).toContain("DELETE /api/v1/orders/import/last");
  });

  it("says before what it would change, and which orders are further along", async () => {
    await choose(
      shown({
        updated: 1,
        changes: [{ order_id: "9", number: "N2", fields: [{ field: "total", before: "12.00 EUR", after: "10.00 EUR" }] }],
        further_along: 1,
        further: [{ row: 7, number: "N1", state: "delivered", said: "paid" }],
      }),
    );
    expect(await screen.findByText("1 order would change")).toBeDefined();
    expect(screen.getByText(/12\.00/)).toBeDefined();
    expect(screen.getByText("1 order is already further along")).toBeDefined();
    expect(screen.getByText(/stays “Delivered”, the file says “Paid”/)).toBeDefined();
  });

  it("reads one column as one thing", () => {
    expect(remapped({ number: "A", total: "B" }, "refunded", "B")).toEqual({ number: "A", refunded: "B" });
    expect(remapped({ number: "A", total: "B" }, "total", "")).toEqual({ number: "A" });
  });
});
