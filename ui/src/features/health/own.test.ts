// What is typed into the builder: kept, refused by name, and turned into what the server takes.
import { describe, expect, it } from "vitest";
import { draftOf, faultsOf, NEW_DRAFT, plainAmount, questionOf, type OwnDraft, type OwnFault } from "./own";

const draft = (change: Partial<OwnDraft>): OwnDraft => ({ ...NEW_DRAFT, ...change });

describe("faultsOf", () => {
  it.each<[Partial<OwnDraft>, OwnFault[]]>([
    [{}, []],
    [{ days: "0" }, ["days"]],
    [{ days: "-7" }, ["days"]],
    [{ days: "7.5" }, ["days"]],
    [{ days: "10000000" }, ["days"]],
    [{ days: "" }, ["days"]],
    [{ days: " 7 " }, []],
    [{ what: "ordered_product" }, ["product"]],
    [{ what: "ordered_product", product: "   " }, ["product"]],
    [{ what: "ordered_product", product: "caffè ☕" }, []],
    [{ what: "ordered_product", product: "x".repeat(201) }, ["product"]],
    [{ what: "labelled_quiet" }, ["label"]],
    [{ what: "labelled_quiet", label: "1" }, []],
    [{ orders: "many" }, ["orders"]],
    [{ orders: "1001" }, ["orders"]],
    [{ amount: "cento" }, ["amount"]],
    [{ amount: "0" }, ["amount"]],
    [{ amount: "-5" }, ["amount"]],
    [{ amount: "1.234,50" }, []],
    [{ wrote: "0" }, ["wrote"]],
    [{ wrote: "30", days: "30" }, ["wroteBeforeDays"]],
    [{ wrote: "31", days: "30" }, []],
    [{ what: "not_ordered", wrote: "7", days: "30" }, []],
  ])("%j", (change, faults) => {
    expect(faultsOf(draft(change))).toEqual(faults);
  });
});

describe("plainAmount", () => {
  it.each([
    ["12,5", "12.5"],
    ["12.50", "12.50"],
    ["1.234,50", "1234.50"],
    ["1,234.50", "1234.50"],
    ["1 234,50", "1234.50"],
    ["1’234.50", "1234.50"],
    ["1.234", "1234"],
    ["1,234,567", "1234567"],
    ["100", "100"],
  ])("%s is %s", (typed, plain) => {
    expect(plainAmount(typed)).toBe(plain);
  });
});

describe("a question", () => {
  it("comes back as it was built", () => {
    const built = draft({
      what: "product_not_again",
      product: "Pane",
      labels: ["3"],
      language: "it",
      orders: "2",
      amount: "50",
      wrote: "90",
    });
    expect(draftOf(questionOf(built))).toEqual(built);
  });

  it("keeps nothing of choices that are not asked any more", () => {
    expect(questionOf(draft({ what: "not_written", product: "Pane", label: "1" }))).toEqual({ what: "not_written", days: 30, who: {} });
  });
});
