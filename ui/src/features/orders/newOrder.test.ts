// What is typed becomes the order that is meant, or the field that is wrong.
import { describe, expect, it } from "vitest";
import { faultsOf, linesTotal, orderOf, spareNumber, type OrderDraft } from "./newOrder";

const NOW = new Date(2026, 10, 29, 12, 0);
const draft = (changes: Partial<OrderDraft> = {}): OrderDraft => ({
  contact: null,
  customerName: "",
  phone: "",
  number: "",
  state: "placed",
  currency: "EUR",
  placedAt: "2026-11-29T11:30",
  lines: [
    { key: "a", name: "Focaccia", quantity: "1.250", price: "12,80" },
    { key: "b", name: " ", quantity: "1", price: "" },
  ],
  total: "",
  ...changes,
});

describe("an order by hand", () => {
  it("adds its lines up, and leaves empty ones out", () => {
    expect(linesTotal(draft())).toBe("16");
    expect(faultsOf(draft(), NOW)).toEqual({});
    expect(orderOf(draft(), "X1")).toMatchObject({
      source: "manual",
      number: "X1",
      total: "16",
      items: [{ name: "Focaccia", quantity: "1.250", unit_price: "12.80" }],
    });
  });

  it("takes a total as it is said, and needs no lines then", () => {
    const order = orderOf(draft({ lines: [], total: "1.234,50", customerName: "Ana", phone: "+39 333 1" }), "X1");
    expect(order).toMatchObject({ total: "1234.50", items: [], customer_name: "Ana", phone: "+39 333 1" });
    expect(faultsOf(draft({ lines: [] }), NOW)).toEqual({ total: "amount" });
  });

  it("belongs to the chosen customer alone", () => {
    const order = orderOf(draft({ contact: { id: "7", name: "Bo" }, customerName: "Ana", phone: "1" }), "X1");
    expect(order.contact_id).toBe("7");
    expect(order).not.toHaveProperty("phone");
    expect(order).not.toHaveProperty("customer_name");
  });

  it("names what is wrong", () => {
    const lines = [{ key: "a", name: "", quantity: "0", price: "1.234" }];
    expect(faultsOf(draft({ lines, currency: "", placedAt: "2026-11-30T09:00" }), NOW)).toEqual({
      "lines.a.name": "needed",
      "lines.a.quantity": "quantity",
      "lines.a.price": "amount",
      currency: "needed",
      placedAt: "future",
    });
    expect(faultsOf(draft({ total: "-5" }), NOW)).toEqual({ total: "amount" });
  });

  it("gets a number of its day", () => expect(spareNumber(NOW, () => 0)).toBe("261129-22222"));
});
