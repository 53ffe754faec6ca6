// A toast offers a way back, and leaves when it was taken.
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { Toaster, toast } from "./Toast";

describe("toast", () => {
  it("undoes once and goes", async () => {
    const run = vi.fn();
    render(<Toaster label="News" closeLabel="Close" />);
    act(() => void toast({ title: "Sent", action: { label: "Undo", run } }));
    await userEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(run).toHaveBeenCalledTimes(1);
    expect(screen.queryByText("Sent")).toBeNull();
  });

  it("leaves by itself", () => {
    vi.useFakeTimers();
    render(<Toaster label="News" closeLabel="Close" />);
    act(() => void toast({ title: "Saved", duration: 1000 }));
    expect(screen.getByText("Saved")).toBeTruthy();
    act(() => vi.advanceTimersByTime(1001));
    expect(screen.queryByText("Saved")).toBeNull();
    vi.useRealTimers();
  });
});
