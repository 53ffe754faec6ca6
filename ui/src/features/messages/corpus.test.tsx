// Every message WhatsApp is known to send is drawn with something to see, in both languages: never an empty bubble.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, waitFor } from "@testing-library/react";
import { beforeAll, describe, expect, it } from "vitest";
import type { Drawable, MessageMedia } from "@/api/messageTypes";
import { setLanguage, startI18n } from "@/lib/i18n";
// Written by the server's own reader: tests/it/webhook_corpus/shown.rs.
import shown from "../../../../tests/it/webhooks/shown.json";
import { MessageBody } from "./MessageBody";

interface Shown {
  name: string;
  kind: string;
  text: string | null;
  has_file: boolean;
  content: Record<string, unknown>;
}

const corpus = shown as unknown as Shown[];

const FILES: MessageMedia[] = [
  { state: "waiting" },
  { state: "failed", reason: "WhatsApp no longer has this file." },
  { id: "1", state: "ready", mime_type: "application/octet-stream", bytes: 3 },
];

const drawable = (shown: Shown, media?: MessageMedia): Drawable => ({
  id: "1",
  kind: shown.kind,
  text: shown.text,
  content: shown.content,
  ...(media && { media }),
});

/** Whether somebody would see anything: words, or something drawn. */
function hasSomething(page: HTMLElement): boolean {
  return (
    (page.textContent ?? "").trim() !== "" ||
    page.querySelector("img[alt], video, audio, canvas, button[aria-label], [role=img], [aria-busy]") !== null
  );
}

function draw(message: Drawable) {
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <MessageBody message={message} />
    </QueryClientProvider>,
  );
}

describe.each(["en", "it"] as const)("MessageBody in %s", (language) => {
  beforeAll(async () => {
    await startI18n();
    await setLanguage(language);
  });

  it("has the whole corpus to draw", () => expect(corpus.length).toBeGreaterThan(65));

  it.each(corpus.map((shown) => [shown.name, shown] as const))("draws %s", async (_name, shown) => {
    for (const media of shown.has_file ? FILES : [undefined]) {
      const { container, unmount } = draw(drawable(shown, media));
      // The voice player comes when it is needed.
      await waitFor(() => expect(hasSomething(container), `${shown.name}, ${media?.state ?? "no file"}`).toBe(true), { timeout: 4000 });
      unmount();
    }
  });

  it("says so when a message was taken back", () => {
    const { container } = draw({ id: "1", kind: "text", text: null, content: {}, revoked: true });
    expect(container.textContent).not.toBe("");
  });
});
