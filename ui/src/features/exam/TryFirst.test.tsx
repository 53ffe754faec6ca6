// A refused save has two ways out: the reason to use it anyway, and keeping what is in use.
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api/client";
import common from "@/locales/en/common.json";
import english from "@/locales/en/exam.json";
import { Despite } from "./TryFirst";

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", ns: ["exam", "common"], defaultNS: "common", resources: { en: { exam: english, common } } });
});

const refused = (code: string) => Object.assign(Object.create(ApiError.prototype) as ApiError, { code });

describe("Despite", () => {
  it("asks for a reason to use it anyway, and keeps what is in use without one", async () => {
    const [onSave, onKeep] = [vi.fn(), vi.fn()];
    render(<Despite error={refused("exam_worse")} busy={false} onSave={onSave} onKeep={onKeep} />);
    const anyway = screen.getByRole("button", { name: "Use it anyway" });
    expect(anyway).toHaveProperty("disabled", true);
    await userEvent.click(screen.getByRole("button", { name: "Keep what is in use" }));
    expect([onKeep.mock.calls.length, onSave.mock.calls.length]).toEqual([1, 0]);
    await userEvent.type(screen.getByRole("textbox"), "  far cheaper ");
    await userEvent.click(anyway);
    expect(onSave.mock.calls).toEqual([["far cheaper"]]);
  });

  it("shows nothing of another refusal", () => {
    const { container } = render(<Despite error={refused("invalid_settings")} busy={false} onSave={vi.fn()} onKeep={vi.fn()} />);
    expect(container.textContent).toBe("");
  });
});
