// Erasing through its dialog: nothing happens before the word is typed, then it says how far it is, to the end.
import type { ReactNode } from "react";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { meQuery } from "@/api/me";
import english from "@/locales/en";
import words from "@/locales/en/chats";
import { PersonalData } from "./PersonalData";
import EraseDialog from "./EraseDialog";
import { endErasing, useErasing } from "./erasing";

const { POST, GET, navigate } = vi.hoisted(() => ({ POST: vi.fn(), GET: vi.fn(), navigate: vi.fn() }));

vi.mock("@/api/client", async (original) => ({ ...(await original<object>()), api: { GET, POST } }));
vi.mock("@tanstack/react-router", () => ({
  Link: ({ children }: { children: ReactNode }) => <a href="/there">{children}</a>,
  useNavigate: () => navigate,
}));

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { ...english, ...words } }, interpolation: { escapeValue: false } });
});

beforeEach(() => {
  endErasing();
  for (const call of [POST, GET, navigate]) call.mockReset();
  POST.mockResolvedValue({ data: { state: "erasing", messages: 40, gone: 10, asked_at: "2026-11-21T10:00:00Z" } });
  GET.mockResolvedValue({ data: { state: "done", messages: 40, gone: 40, asked_at: "2026-11-21T10:00:00Z" } });
});

function Screen() {
  const who = useErasing();
  return (
    <>
      <PersonalData contact="7" name="Ana" />
      {who && <EraseDialog who={who} />}
    </>
  );
}

function show(permissions: string[]) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  client.setQueryData(meQuery.queryKey, { person: { id: "me" }, permissions, shop: {} } as never);
  return render(
    <QueryClientProvider client={client}>
      <Screen />
    </QueryClientProvider>,
  );
}

describe("personal data", () => {
  it("is offered to whoever may, and to nobody else", () => {
    show(["read_inbox"]);
    expect(screen.queryByRole("button", { name: "Data" })).toBeNull();
  });

  it("is erased by keyboard alone, once the word is typed, and says when nothing is left", async () => {
    show(["manage_personal_data"]);
    const user = userEvent.setup();
    screen.getByRole("button", { name: "Data" }).focus();
    await user.keyboard("{Enter}");
    await user.keyboard("{End}{Enter}");
    await screen.findByRole("dialog", { name: "Erase Ana?" });
    const erase = screen.getByRole("button", { name: "Erase for good" });
    expect((erase as HTMLButtonElement).disabled).toBe(true);
    const typed = screen.getByRole("textbox", { name: "Type ERASE to go on" });
    await user.type(typed, "eras{Enter}");
    expect(POST).not.toHaveBeenCalled();
    await user.type(typed, "e{Enter}");
    await waitFor(() => expect(POST).toHaveBeenCalledWith("/api/v1/contacts/{id}/erasure", { params: { path: { id: "7" } } }));
    expect(navigate).toHaveBeenCalledWith({ to: "/inbox" });
    await screen.findByText("Erased. Nothing of it is left in the shop's files.");
    for (const close of screen.getAllByRole("button", { name: "Close" }).slice(-1)) await user.click(close);
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
