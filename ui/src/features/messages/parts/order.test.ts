// Baskets are summed exactly, or not at all.
import { describe, expect, it } from "vitest";
import { formatMoney, orderOf } from "./order";

const item = (product: string, quantity: number, price: string, currency = "EUR") => ({ product, quantity, price, currency });

describe("orderOf", () => {
  it("sums without rounding", () => {
    const order = orderOf({ items: [item("costata", 3, "0.10"), item("guanciale", 1, "0.20")] });
    expect(order.totals).toEqual([{ amount: "0.5000", currency: "EUR" }]);
    expect(order.lines.map((line) => line.sum)).toEqual(["0.3000", "0.2000"]);
  });

  it("does not add apples to pears", () => {
    const both = orderOf({ items: [item("a", 1, "1"), item("b", 1, "2", "USD")] });
    expect(both.totals).toEqual([
      { amount: "1.0000", currency: "EUR" },
      { amount: "2.0000", currency: "USD" },
    ]);
    expect(orderOf({ items: [item("a", 1, "about 3")] }).totals).toEqual([]);
  });

  it("takes the server's own sums", () => {
    const order = orderOf({ items: [{ ...item("a", 2, "1.10"), line_total: "2.20" }], totals: [{ currency: "EUR", total: "2.20" }] });
    expect(order.totals).toEqual([{ amount: "2.20", currency: "EUR" }]);
    expect(order.lines[0]?.sum).toBe("2.20");
  });

  it("survives anything", () => {
    expect(orderOf(null).lines).toEqual([]);
    expect(orderOf({ items: "no" }).lines).toEqual([]);
    expect(orderOf({ items: [null] }).lines).toEqual([{ product: "—", quantity: 1, price: null, currency: null, sum: null }]);
  });
});

describe("formatMoney", () => {
  it("shows a price the customer's way and keeps what it cannot read", () => {
    expect(formatMoney("12.5", "EUR", "en")).toBe("€12.50");
    expect(formatMoney("3", "EUR", "en")).toBe("€3.00");
    expect(formatMoney("3.0000", "JPY", "en")).toBe("¥3");
    expect(formatMoney("about 3", "EUR", "en")).toBe("about 3 EUR");
    expect(formatMoney("3", "nonsense", "en")).toBe("3 nonsense");
  });
});
