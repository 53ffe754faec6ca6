// What was written in a dialog is not lost to a click beside it; who wrote nothing closes it that way.
import { useState } from "react";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { Dialog } from "./Dialog";

function Page() {
  const [open, setOpen] = useState(true);
  return (
    <Dialog open={open} onOpenChange={setOpen} title="A letter" closeLabel="Close">
      <textarea aria-label="Words" />
      <input type="search" aria-label="Find" />
    </Dialog>
  );
}

const beside = () => document.querySelector("[data-covers-page]") as Element;

describe("a click beside a dialog", () => {
  it.each([
    ["Words", true],
    ["Find", false],
  ])("after writing in %s: stays open is %s", async (field, stays) => {
    // Radix makes the page behind a dialog deaf; a browser then tells the document of the click.
    const user = userEvent.setup({ pointerEventsCheck: 0 });
    render(<Page />);
    await user.type(screen.getByLabelText(field), "dear");
    await user.click(beside());
    expect(screen.queryByRole("dialog") !== null).toBe(stays);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
