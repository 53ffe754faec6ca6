// Who sends a form with a fault is taken to it, however far up it stands.
import { useState } from "react";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Field, Input } from "./Field";
import { toFirstFault } from "./firstFault";

function Form() {
  const [tried, setTried] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        toFirstFault(event.currentTarget);
      }}
    >
      <Field label="Name">
        <Input />
      </Field>
      <Field label="Price" error={tried ? "This is no amount." : undefined}>
        <Input />
      </Field>
      <Field label="Day" error={tried ? "This is no day." : undefined}>
        <Input />
      </Field>
      <button>Send</button>
    </form>
  );
}

it("has the keyboard at the first fault", async () => {
  render(<Form />);
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Price")));
});
