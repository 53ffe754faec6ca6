// The keyboard goes on where it was when a dialog closes, also when a field of it takes the focus by itself.
import { useState } from "react";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { ConfirmDialog } from "./ConfirmDialog";
import { Dialog } from "./Dialog";

function Page() {
  const [open, setOpen] = useState<"dialog" | "form" | "question" | null>(null);
  const onOpenChange = (next: boolean) => !next && setOpen(null);
  return (
    <>
      <button onClick={() => setOpen("dialog")}>Write</button>
      <button onClick={() => setOpen("form")}>Change</button>
      <button onClick={() => setOpen("question")}>Delete</button>
      <Dialog open={open === "dialog"} onOpenChange={onOpenChange} title="A letter" closeLabel="Close" />
      <Dialog open={open === "form"} onOpenChange={onOpenChange} title="A form" closeLabel="Close">
        <input aria-label="Name" autoFocus />
      </Dialog>
      <ConfirmDialog
        open={open === "question"}
        onOpenChange={onOpenChange}
        title="Really?"
        description="It is gone then."
        confirmLabel="Yes"
        cancelLabel="No"
        onConfirm={() => setOpen(null)}
      />
    </>
  );
}

describe("what stands in front of the page", () => {
  it.each([
    ["Write", "dialog"],
    ["Change", "dialog"],
    ["Delete", "alertdialog"],
  ])("gives the focus back to %s", async (name, role) => {
    const user = userEvent.setup();
    render(<Page />);
    await user.click(screen.getByRole("button", { name }));
    const opened = await screen.findByRole(role);
    expect(opened.contains(document.activeElement)).toBe(true);
    expect(document.activeElement?.textContent).not.toBe("Close");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name })));
  });
});
