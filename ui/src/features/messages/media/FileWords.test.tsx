// What a machine found in a file is told apart from what the customer wrote, in every state and both languages.
import { render } from "@testing-library/react";
import { beforeAll, describe, expect, it } from "vitest";
import type { MessageFileWords } from "@/api/messageTypes";
import { needWords, setLanguage, startI18n } from "@/lib/i18n";
import { FileWords } from "./FileWords";

const FAULTS = ["no_file", "too_long", "nothing", "unclear", "refused", "unreachable", "too_slow", "budget_spent", "for_person"] as const;

describe.each([
  ["en", "Transcript", "made by a machine", "Being transcribed…"],
  ["it", "Trascrizione", "fatta da una macchina", "Trascrizione in corso…"],
] as const)("FileWords in %s", (language, name, byMachine, waiting) => {
  beforeAll(async () => {
    await startI18n();
    await needWords("chats");
    await setLanguage(language);
  });

  const drawn = (kind: string, words: MessageFileWords) => {
    const { container, unmount } = render(<FileWords kind={kind} words={words} />);
    const group = container.querySelector("[role=group]");
    const told = {
      name: group?.getAttribute("aria-label"),
      text: container.textContent ?? "",
      lang: container.querySelector("[lang]")?.getAttribute("lang"),
      bold: container.querySelector("b"),
    };
    unmount();
    return told;
  };

  it("says that a transcript is a machine's, and draws it as words", () => {
    const told = drawn("audio", { state: "ready", text: "Avete <b>la lasagna</b>?", language: "it", model: "whisper-1" });
    expect(told.name).toBe(name);
    expect(told.text).toContain(byMachine);
    expect(told.text).toContain("Avete <b>la lasagna</b>?");
    expect(told.lang).toBe("it");
    expect(told.bold).toBeNull();
  });

  it("says that it is being made", () => expect(drawn("audio", { state: "waiting" }).text).toBe(waiting));

  it("says why there is none, and shows what there is", () => {
    for (const fault of FAULTS) {
      const told = drawn("image", { state: "failed", fault, text: "A bag." }).text;
      expect(told).toContain("A bag.");
      expect(told.length, fault).toBeGreaterThan("A bag.".length + 15);
    }
  });
});
