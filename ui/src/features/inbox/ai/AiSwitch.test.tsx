// Who answers: a conversation the assistant gave up waits to be taken, and neither a key nor a button gives it back by surprise.
import { fireEvent, render, screen } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { meQuery } from "@/api/me";
import type { ConversationDetail, Me } from "@/api/types";
import common from "@/locales/en/common.json";
import inbox from "@/locales/en/inbox.json";
import { AiSwitch } from "./AiSwitch";

const takeOver = vi.fn();
const change = vi.fn();
vi.mock("../changes", () => ({
  useTakeOver: () => ({ mutate: takeOver }),
  useChangeConversation: () => ({ mutate: change }),
}));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", defaultNS: "inbox", resources: { en: { inbox, common } } });
});
beforeEach(() => vi.clearAllMocks());

function show(ai: "answer" | "off", reason?: NonNullable<ConversationDetail["ai_off"]>["reason"]) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(meQuery.queryKey, { person: { id: "1" }, permissions: ["reply", "manage_conversations"] } as unknown as Me);
  const off = reason && { ai_off: { reason, at: "2026-11-21T10:00:00Z" } };
  render(
    <QueryClientProvider client={client}>
      <AiSwitch conversation={{ id: "7", ai, ...off } as ConversationDetail} />
    </QueryClientProvider>,
  );
}

describe("who answers", () => {
  it.each([
    ["answer", undefined],
    ["off", "handed_off"],
  ] as const)("T takes over where it is %s %s", (ai, reason) => {
    show(ai, reason);
    fireEvent.keyDown(document.body, { key: "t" });
    fireEvent.click(screen.getByRole("radio", { name: inbox.ai.takeOver }));
    expect(takeOver).toHaveBeenCalledTimes(2);
    expect(change).not.toHaveBeenCalled();
  });

  it("T hands back what a person took", () => {
    show("off", "took_over");
    expect(screen.queryByRole("radio", { name: inbox.ai.takeOver })).toBeNull();
    fireEvent.keyDown(document.body, { key: "t" });
    expect(takeOver).not.toHaveBeenCalled();
    expect(change).toHaveBeenCalledTimes(1);
  });
});
