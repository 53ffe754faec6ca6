// What a colleague answers after I began to write is asked about, however long ago it came on screen.
import { act, renderHook } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type * as Client from "@/api/client";
import { meQuery } from "@/api/me";
import type { ConversationDetail } from "@/api/types";
import { readSeen } from "./drafts";
import { useBox } from "./useBox";

const posted = vi.hoisted(() => [] as { seen?: string }[]);
vi.mock("@/api/client", async (original) => ({
  ...(await original<typeof Client>()),
  api: {
    POST: (path: string, { body }: { body: { seen?: string } }) => {
      if (path.endsWith("/messages")) posted.push(body);
      return Promise.resolve({ data: { id: "99" } });
    },
  },
}));

const conversation = { id: "7" } as ConversationDetail;

function open(lastSeen: string) {
  const client = new QueryClient();
  client.setQueryData(meQuery.queryKey, { person: { id: "1", name: "Omar" } } as never);
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  return renderHook(
    (seen: string) => useBox({ conversation, lastSeen: seen, quoted: null, onQuoteDone: () => undefined, limits: undefined }, "reply"),
    { wrapper, initialProps: lastSeen },
  );
}

describe("sending after a colleague answered", () => {
  beforeEach(() => {
    localStorage.clear();
    posted.length = 0;
  });

  it("names what was on screen when the writing began, not when Enter was pressed", async () => {
    const { result, rerender } = open("10");
    act(() => result.current.write("We have it"));
    rerender("11");
    act(() => result.current.submit());
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    expect(posted[0]?.seen).toBe("10");
  });

  it("remembers it over a reload, and forgets it with the words", () => {
    const first = open("10");
    act(() => first.result.current.write("We have it"));
    first.unmount();
    const { result } = open("11");
    expect(readSeen("7")).toBe("10");
    act(() => result.current.write(""));
    expect(readSeen("7")).toBeUndefined();
  });

  it("begins anew with the next message", async () => {
    const { result, rerender } = open("10");
    act(() => result.current.write("One"));
    act(() => result.current.submit());
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    rerender("12");
    act(() => result.current.write("Two"));
    act(() => result.current.submit());
    await vi.waitFor(() => expect(posted).toHaveLength(2));
    expect(posted[1]?.seen).toBe("12");
  });

  it("counts a voice note or a form from when it is opened", async () => {
    const { result, rerender } = open("10");
    act(() => result.current.begin());
    rerender("11");
    await act(() => result.current.sendMade({ kind: "audio", media_id: "5", voice: true }));
    expect(posted[0]?.seen).toBe("10");
  });
});
