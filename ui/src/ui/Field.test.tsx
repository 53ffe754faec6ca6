// A field ties its label, hint and error to the control, so that nobody has to guess.
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Field, Input, SecretInput } from "./Field";

describe("Field", () => {
  it("names and describes its control", () => {
    render(
      <Field label="E-mail" hint="For signing in" error="This is not an address">
        <Input />
      </Field>,
    );
    const input = screen.getByLabelText("E-mail");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    const described = input
      .getAttribute("aria-describedby")
      ?.split(" ")
      .map((id) => document.getElementById(id)?.textContent);
    expect(described).toEqual(["For signing in", "This is not an address"]);
    expect(screen.getByRole("alert").textContent).toBe("This is not an address");
  });

  it("shows a secret only on request", async () => {
    render(
      <Field label="Key">
        <SecretInput defaultValue="s3cret" showLabel="Show" hideLabel="Hide" />
      </Field>,
    );
    expect(screen.getByLabelText("Key").getAttribute("type")).toBe("password");
    await userEvent.click(screen.getByRole("button", { name: "Show" }));
    expect(screen.getByLabelText("Key").getAttribute("type")).toBe("text");
  });
});
