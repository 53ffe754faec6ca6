// What Meta refuses is said before it is handed in, and nothing else is.
import { describe, expect, it } from "vitest";
import type { TemplateDraft } from "@/api/types";
import { filled, problemsOf, toName, variablesOf } from "./limits";

const draft = (patch: Partial<TemplateDraft> = {}): TemplateDraft => ({
  name: "order_ready",
  language: "en",
  category: "utility",
  header: null,
  body: "Hello {{name}}, your order is ready today.",
  footer: null,
  buttons: [],
  examples: { name: "Ana" },
  submit: true,
  ...patch,
});

describe("problemsOf", () => {
  it("finds nothing wrong with a good one", () => {
    expect(problemsOf(draft())).toEqual({});
  });

  it("counts letters, not bytes", () => {
    expect(problemsOf(draft({ footer: "🐄".repeat(60) })).footer).toBeUndefined();
    expect(problemsOf(draft({ footer: "🐄".repeat(61) })).footer).toBe("tooLong");
  });

  it("knows where a variable must not stand", () => {
    expect(problemsOf(draft({ body: "{{name}} your order is ready" })).body).toBe("variableAtEdge");
    expect(problemsOf(draft({ body: "Your order is ready, dear {{name}}!" })).body).toBe("variableAtEdge");
    expect(problemsOf(draft({ body: "Hello dear {{name}} {{order}} it is all ready now", examples: { name: "A", order: "1" } })).body).toBe(
      "variablesTouch",
    );
  });

  it("wants an example for each variable", () => {
    expect(problemsOf(draft({ examples: {} }))).toEqual({ "examples.name": "needed" });
  });

  it("lets an address change only at its end", () => {
    const url = (address: string) =>
      problemsOf(draft({ buttons: [{ type: "url", text: "See", url: address }], examples: { name: "Ana", button_0: "1" } }))[
        "buttons.0.url"
      ];
    expect(url("https://shop.example/o/{{1}}")).toBeUndefined();
    expect(url("https://shop.example/{{1}}/o")).toBe("urlVariableEnd");
    expect(url("javascript:alert(1)")).toBe("urlStart");
  });
});

describe("variablesOf", () => {
  it("names each once, in the order it is read", () => {
    const made = draft({
      header: { type: "text", text: "Order {{order}}" },
      body: "Hi {{name}}, {{order}} is ready, {{name}}.",
      buttons: [
        { type: "quick_reply", text: "Ok" },
        { type: "copy_code", text: "" },
      ],
    });
    expect(variablesOf(made).map((variable) => variable.name)).toEqual(["order", "name", "button_1"]);
  });
});

describe("filled", () => {
  it("puts values in place and leaves what is missing", () => {
    expect(filled("Hi {{name}}, {{day}}", { name: "Ana" })).toEqual([
      { text: "Hi " },
      { text: "Ana", variable: "name" },
      { text: ", " },
      { text: "{{day}}", variable: "day" },
    ]);
  });
});

describe("toName", () => {
  it("makes a name Meta takes out of what people type", () => {
    expect(toName("L'ordine è pronto!")).toBe("l_ordine_e_pronto_");
  });
});
