// Keys reach the newest screen that offers them, never a field somebody types in.
import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { useShortcut } from "./shortcuts";

function Offers({ keys, run, whileTyping = false }: { keys: string; run: () => void; whileTyping?: boolean }) {
  useShortcut({ keys, label: keys, group: "test", run, whileTyping });
  return <input aria-label="field" />;
}

describe("useShortcut", () => {
  it("runs on the key and stops when the screen leaves", () => {
    const run = vi.fn();
    const { unmount } = render(<Offers keys="j" run={run} />);
    fireEvent.keyDown(document.body, { key: "j" });
    unmount();
    fireEvent.keyDown(document.body, { key: "j" });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("hears two keys pressed after each other", () => {
    const run = vi.fn();
    render(<Offers keys="g i" run={run} />);
    fireEvent.keyDown(document.body, { key: "i" });
    expect(run).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { key: "g" });
    fireEvent.keyDown(document.body, { key: "i" });
    expect(run).toHaveBeenCalledTimes(1);
  });

  it("leaves typing alone unless asked", () => {
    const quiet = vi.fn();
    const loud = vi.fn();
    render(<Offers keys="j" run={quiet} />);
    fireEvent.keyDown(screen.getByLabelText("field"), { key: "j" });
    render(<Offers keys="mod+k" run={loud} whileTyping />);
    fireEvent.keyDown(screen.getAllByLabelText("field")[0] as HTMLElement, { key: "k", ctrlKey: true });
    expect(quiet).not.toHaveBeenCalled();
    expect(loud).toHaveBeenCalledTimes(1);
  });

  it("gives a key to whoever offered it last", () => {
    const below = vi.fn();
    const above = vi.fn();
    render(<Offers keys="e" run={below} />);
    render(<Offers keys="e" run={above} />);
    fireEvent.keyDown(document.body, { key: "e" });
    expect(above).toHaveBeenCalledTimes(1);
    expect(below).not.toHaveBeenCalled();
  });
});
