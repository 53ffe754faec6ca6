// The palette finds by any word, without accents, and runs what Enter points at.
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import CommandPalette, { matching, type PaletteCommand } from "./CommandPalette";

const words = { title: "Do anything", placeholder: "Type", nothing: "Nothing found", close: "Close" };
const command = (label: string, run = vi.fn()): PaletteCommand => ({ id: label, label, group: "Go to", run });

describe("matching", () => {
  it("ignores case, accents and order", () => {
    const commands = [command("Città vecchia"), command("Inbox")];
    expect(matching(commands, "VECCHIA citta").map(({ label }) => label)).toEqual(["Città vecchia"]);
    expect(matching(commands, "go").length).toBe(2);
    expect(matching(commands, "zzz")).toEqual([]);
  });
});

describe("CommandPalette", () => {
  it("runs the chosen command and closes", async () => {
    const inbox = vi.fn();
    const settings = vi.fn();
    const onOpenChange = vi.fn();
    render(
      <CommandPalette open onOpenChange={onOpenChange} commands={[command("Inbox", inbox), command("Settings", settings)]} words={words} />,
    );
    await userEvent.type(screen.getByRole("combobox"), "{ArrowDown}{Enter}");
    expect(settings).toHaveBeenCalledTimes(1);
    expect(inbox).not.toHaveBeenCalled();
    expect(onOpenChange).toHaveBeenCalledWith(false);
  });

  it("says when nothing has that name", async () => {
    render(<CommandPalette open onOpenChange={vi.fn()} commands={[command("Inbox")]} words={words} />);
    await userEvent.type(screen.getByRole("combobox"), "qqq");
    expect(screen.getByText("Nothing found")).toBeTruthy();
  });
});
