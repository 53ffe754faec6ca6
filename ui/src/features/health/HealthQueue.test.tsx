// The queue through its cards: sent as it was looked at, refusals in words, a reason for every dismissal, a lease while one edits.
import { Suspense, type ReactNode } from "react";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/api/client";
import { meQuery } from "@/api/me";
import type { Signal } from "@/api/types";
import english from "@/locales/en";
import words from "@/locales/en/health";
import { dismissToast, toast, Toaster } from "@/ui/Toast";
import { WithDialogs } from "./dialogs";
import { UNDO_MS } from "./queries";
import { HEARTBEAT } from "./useLease";
import { SignalCard } from "./SignalCard";

const { POST, PATCH, DELETE, GET } = vi.hoisted(() => ({ POST: vi.fn(), PATCH: vi.fn(), DELETE: vi.fn(), GET: vi.fn() }));

vi.mock("@/api/client", async (original) => ({ ...(await original<object>()), api: { GET, POST, PATCH, DELETE } }));
vi.mock("@tanstack/react-router", () => ({
  Link: ({ children }: { children: ReactNode }) => <a href="/there">{children}</a>,
  useNavigate: () => vi.fn(),
}));

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { ...english, ...words } }, interpolation: { escapeValue: false } });
});

const signal: Signal = {
  id: "7",
  scope: "customers",
  detector: "order_overdue",
  subject: "1",
  contact: { id: "1", name: "Ana", language: "es" },
  evidence: { orders: 6, usual_days: 21, days_late: 12, last_order_at_ms: Date.now() - 33 * 86_400_000 },
  pressing: 60,
  status: "pending",
  sent_by_itself: false,
  beside: [],
  found_at: new Date().toISOString(),
  seen_at: new Date().toISOString(),
  status_at: new Date().toISOString(),
  draft: { text: "¡Hola Ana!", version: 4, by: "model", language: "es", variables: { "1": "Ana" }, template_id: "9", can_translate: false },
  limits: { sent: 1, most: 2, days_in_all: 7, days_between: 14 },
};

const conflict = (code: string, params: Record<string, string>) => new ApiError(409, { code, message: "refused", params });

function show(change: Partial<Signal> = {}) {
  const shown = { ...signal, ...change };
  GET.mockResolvedValue({ data: shown });
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  client.setQueryData(meQuery.queryKey, { person: { id: "me" }, permissions: ["read_inbox", "handle_signals"], shop: {} } as never);
  return render(
    <QueryClientProvider client={client}>
      <Suspense>
        <WithDialogs>
          <ul>
            <SignalCard signal={shown} />
          </ul>
        </WithDialogs>
        <Toaster label="News" closeLabel="Close" />
      </Suspense>
    </QueryClientProvider>,
  );
}

const translatable = { text: "¡Hola Ana!", version: 4, by: "model", language: "es", variables: {}, can_translate: true } as const;

/** Nothing is in sight until what this gives back is called. */
function outOfSight(): () => void {
  const seen: (() => void)[] = [];
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(private readonly tell: IntersectionObserverCallback) {}
      observe() {
        seen.push(() => this.tell([{ isIntersecting: true } as IntersectionObserverEntry], this as never));
      }
      disconnect() {}
    },
  );
  return () => seen.forEach((tell) => tell());
}

const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));

/** News of one test is none of the next. */
function forgetNews() {
  for (let id = toast({ title: "last" }); id > 0; id -= 1) dismissToast(id);
}

beforeEach(() => {
  forgetNews();
  for (const call of [GET, POST, PATCH, DELETE]) call.mockReset();
  POST.mockResolvedValue({ data: { ...signal, status: "sent", conversation_id: "3" } });
  DELETE.mockResolvedValue({ data: signal });
});

describe("a card", () => {
  it("cannot be approved where no template carries it, and says why", async () => {
    show({ missing_template: { category: "utility", language: "it" } });
    const approve = await screen.findByRole("button", { name: "Approve and send" });
    expect(approve.getAttribute("aria-disabled")).toBe("true");
    const why = document.getElementById(approve.getAttribute("aria-describedby") ?? "");
    expect(why?.textContent).toContain("approved utility template in Italian");
    await userEvent.click(approve);
    expect(POST).not.toHaveBeenCalled();
  });

  it("says what speaks against it before anybody presses, until when, and no longer than it stands", async () => {
    const { unmount } = show({ against: { code: "limit_of_day", until: new Date(Date.now() + 3_600_000).toISOString(), most: 1 } });
    const approve = await screen.findByRole("button", { name: "Approve and send" });
    expect(approve.getAttribute("aria-disabled")).toBe("true");
    const why = document.getElementById(approve.getAttribute("aria-describedby") ?? "");
    expect(why?.textContent).toContain("within the last 24 hours. The next message can go from");
    await userEvent.click(approve);
    expect(POST).not.toHaveBeenCalled();
    unmount();
    const { unmount: gone } = show({ against: { code: "no_consent" }, kept_back: "no_consent" });
    await screen.findByText(/^This customer has not agreed to be written to first\./);
    expect(screen.queryByText(/does not go by itself/)).toBeNull();
    gone();
    show({ against: { code: "limit_of_day", until: new Date(Date.now() - 1000).toISOString(), most: 1 } });
    await press("Approve and send");
    expect(POST).toHaveBeenCalled();
  });

  it("names what else waits for the same customer, and what they were sent lately", async () => {
    const at = new Date(Date.now() - 7_200_000).toISOString();
    show({
      beside: [
        { id: "8", detector: "no_order", status: "pending", status_at: at, send_at: new Date(Date.now() + 600_000).toISOString() },
        { id: "9", detector: "own_3", detector_title: "Regulars", status: "sent", status_at: at },
      ],
    });
    const lines = (await screen.findAllByRole("listitem")).map((one) => one.textContent);
    expect(lines.some((line) => line.startsWith("Also waits for this customer:") && line.includes("goes by itself"))).toBe(true);
    expect(lines.some((line) => line.startsWith("Sent to this customer") && line.endsWith("Regulars"))).toBe(true);
  });

  it("shows a draft in the reader's language beside it once it is in sight, and what that is not for", async () => {
    POST.mockResolvedValue({ data: { language: "en", draft_version: 4, text: "Hello Ana!", provider: "anthropic", model: "m" } });
    const come = outOfSight();
    show({ draft: translatable });
    expect(screen.getByText("¡Hola Ana!")).toBeDefined();
    expect(POST).not.toHaveBeenCalled();
    act(come);
    await screen.findByText("Hello Ana!");
    expect(POST).toHaveBeenCalledExactlyOnceWith("/api/v1/health/signals/{id}/translation", {
      params: { path: { id: "7" } },
      body: { language: "en" },
    });
    expect(screen.getByText(/for reading only/)).toBeTruthy();
  });

  it("shows no translation of what the reader reads, nor without a model that can make one", async () => {
    const come = outOfSight();
    const { unmount } = show({ draft: { ...translatable, language: "en-GB" } });
    act(come);
    unmount();
    show({ draft: { ...translatable, can_translate: false } });
    act(come);
    await screen.findByText("¡Hola Ana!");
    expect(POST).not.toHaveBeenCalled();
  });

  it("says quietly why there is no translation, and asks again when somebody wants", async () => {
    const come = outOfSight();
    POST.mockRejectedValueOnce(conflict("model_budget_spent", {}));
    show({ draft: translatable });
    act(come);
    await screen.findByText(/No translation for now\. This month's budget for the model is spent\./);
    expect(screen.queryByRole("alert")).toBeNull();
    POST.mockResolvedValue({ data: { language: "en", draft_version: 4, text: "Hello Ana!", provider: "anthropic", model: "m" } });
    await press("Try again");
    await screen.findByText("Hello Ana!");
  });

  it("asks no second time where the model said other than the draft", async () => {
    const come = outOfSight();
    POST.mockRejectedValueOnce(conflict("translation_refused", { why: "links" }));
    show({ draft: translatable });
    act(come);
    await screen.findByText(/The model changed a figure, a link or the language/);
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });

  it("of a blocked customer does not say that it ended by itself", async () => {
    show({ status: "self_resolved", over_because: "blocked" });
    await screen.findByText(/the shop has blocked this customer/);
    expect(screen.queryByText(/Over by itself/)).toBeNull();
  });

  it("says in words what was found, about whom, and how much of the limits is used up", () => {
    show();
    expect(screen.getByRole("heading", { name: "Late with the next order" })).toBeDefined();
    expect(screen.getByRole("listitem", { name: "Late with the next order" }).textContent).toContain(
      "Usually orders every 21 days. 12 days late.",
    );
    expect(screen.getByText("Ana")).toBeDefined();
    expect(screen.getByText("1 of 2 messages to this customer in 7 days")).toBeDefined();
  });

  it("sends the version that was looked at, and says to whom it went", async () => {
    show();
    await press("Approve and send");
    expect(POST).toHaveBeenCalledWith("/api/v1/health/signals/{id}/approve", {
      params: { path: { id: "7" }, query: { delay_ms: UNDO_MS, version: 4 } },
    });
    expect(await screen.findByText("Sent to Ana")).toBeDefined();
  });

  it("takes a message back while it waits", async () => {
    show();
    await press("Approve and send");
    await press("Undo");
    expect(POST).toHaveBeenLastCalledWith("/api/v1/health/signals/{id}/undo", { params: { path: { id: "7" } } });
    expect(await screen.findByText("It waits in the queue again")).toBeDefined();
  });

  it("says that the message has left when it is too late", async () => {
    show();
    await press("Approve and send");
    POST.mockRejectedValue(conflict("signal_left", {}));
    await press("Undo");
    expect(await screen.findByText(/has left already/)).toBeDefined();
  });

  it("says when it goes by itself, and stops it", async () => {
    show({ send_at: new Date(Date.now() + 30 * 60_000).toISOString() });
    expect(screen.getByText(/Goes by itself in (30|29) min/)).toBeDefined();
    await press("Stop it");
    expect(POST).toHaveBeenCalledWith("/api/v1/health/signals/{id}/hold", { params: { path: { id: "7" } } });
  });

  it("says why it did not go by itself", () => {
    show({ kept_back: "limit_of_customer" });
    expect(screen.getByText(/written to often enough this week/)).toBeDefined();
    show({ kept_back: "a_code_of_tomorrow" });
    expect(screen.getByText(/something spoke against it/)).toBeDefined();
  });

  it("asks afterwards whether it was right", async () => {
    show({ status: "sent", sent_by_itself: true });
    expect(screen.getByText(/Sent by itself/)).toBeDefined();
    await press("It was wrong");
    expect(POST).toHaveBeenCalledWith("/api/v1/health/signals/{id}/judge", { params: { path: { id: "7" } }, body: { right: false } });
  });

  it("bears the name the shop gave its signal", () => {
    show({
      detector: "own_5",
      detector_title: "Caffè finito 🥖",
      evidence: { product: "Caffè", last_order_at_ms: Date.now() - 40 * 86_400_000, days: 40, orders: 2 },
    });
    expect(screen.getByRole("heading", { name: "Caffè finito 🥖" })).toBeDefined();
    expect(screen.getByText(/Last ordered Caffè 40 days ago/)).toBeDefined();
  });

  it("tells who was faster and when", async () => {
    POST.mockRejectedValue(conflict("signal_sent", { who: "Zeeshan", at: new Date(Date.now() - 3_000).toISOString() }));
    show();
    await press("Approve and send");
    expect(await screen.findByText(/Already sent by Zeeshan \d+ seconds? ago\./)).toBeDefined();
  });

  it("keeps the card and says which limit stands and until when", async () => {
    POST.mockRejectedValue(conflict("limit_of_customer", { until: "2026-12-03T10:00:00Z", most: "2" }));
    show();
    await press("Approve and send");
    expect((await screen.findByRole("alert")).textContent).toMatch(/had 2 such messages within a week.*Dec.*2026/);
  });

  it("names who edits instead of offering it; sending stays free", () => {
    show({ editing: { by: { id: "other", name: "Zaheer" }, until: new Date(Date.now() + 60_000).toISOString() } });
    expect(screen.getByText("Zaheer is editing…")).toBeDefined();
    expect(screen.queryByRole("button", { name: "Edit" })).toBeNull();
    expect(screen.getByRole("button", { name: "Approve and send" })).toBeDefined();
  });

  it("offers it again when whoever edited gives no more signs of life", () => {
    vi.useFakeTimers();
    show({ editing: { by: { id: "other", name: "Zaheer" }, until: new Date(Date.now() + 60_000).toISOString() } });
    act(() => void vi.advanceTimersByTime(71_000));
    expect(screen.queryByText("Zaheer is editing…")).toBeNull();
    expect(screen.getByRole("button", { name: "Edit" })).toBeDefined();
    vi.useRealTimers();
  });

  it("says which template is missing once the 24 hours are over", () => {
    show({ missing_template: { category: "marketing", language: "es" } });
    expect(screen.getByText(/only as an approved marketing template in Spanish/)).toBeDefined();
  });

  it("of the shop itself offers no message", () => {
    show({
      scope: "self",
      detector: "backup_failing",
      contact: null,
      draft: null,
      limits: null,
      evidence: { state: "old", last_at_ms: Date.now() - 86_400_000 },
    });
    expect(screen.getByRole("listitem", { name: "No good backup" }).textContent).toContain(
      "The newest backup is old. The last good one was made yesterday.",
    );
    expect(screen.queryByRole("button", { name: "Approve and send" })).toBeNull();
    expect(screen.getByRole("button", { name: "Dismiss" })).toBeDefined();
  });
});

describe("dismissing", () => {
  it("asks for a reason first", async () => {
    show();
    await press("Dismiss");
    const dialog = within(screen.getByRole("dialog"));
    const submit = dialog.getByRole("button", { name: "Dismiss" });
    expect(submit).toHaveProperty("disabled", true);
    await userEvent.click(dialog.getByRole("radio", { name: /It is not true/ }));
    await userEvent.type(dialog.getByLabelText(/Note/), "moved away");
    await userEvent.click(submit);
    expect(POST).toHaveBeenCalledWith("/api/v1/health/signals/{id}/dismiss", {
      params: { path: { id: "7" } },
      body: { reason: "wrong", note: "moved away" },
    });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});

describe("editing", () => {
  const lease = "/api/v1/health/signals/{id}/lease";
  const beats = () => POST.mock.calls.filter(([path]) => path === lease).length;

  it("is told to the others for as long as it lasts", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    show();
    await press("Edit");
    await waitFor(() => expect(beats()).toBe(1));
    await vi.advanceTimersByTimeAsync(2 * HEARTBEAT);
    expect(beats()).toBe(3);
    await press("Cancel");
    await waitFor(() => expect(DELETE).toHaveBeenCalledWith(lease, { params: { path: { id: "7" } } }));
    await vi.advanceTimersByTimeAsync(2 * HEARTBEAT);
    expect(beats()).toBe(3);
    vi.useRealTimers();
  });

  it("keeps the template and its blanks, and sends what was just saved", async () => {
    PATCH.mockResolvedValue({ data: { ...signal, draft: { ...signal.draft, text: "Hola", version: 5 } } });
    show();
    await press("Edit");
    const box = screen.getByLabelText("Message");
    await userEvent.clear(box);
    await userEvent.type(box, "Hola");
    await press("Save and send");
    expect(PATCH).toHaveBeenCalledWith("/api/v1/health/signals/{id}/draft", {
      params: { path: { id: "7" } },
      body: { text: "Hola", variables: { "1": "Ana" }, template_id: "9", version: 4 },
    });
    await waitFor(() =>
      expect(POST).toHaveBeenCalledWith("/api/v1/health/signals/{id}/approve", {
        params: { path: { id: "7" }, query: { delay_ms: UNDO_MS, version: 5 } },
      }),
    );
  });

  it("loses nothing that was typed when somebody else changed the draft", async () => {
    PATCH.mockRejectedValue(conflict("draft_changed", {}));
    show();
    GET.mockResolvedValue({ data: { ...signal, draft: { ...signal.draft, text: "Theirs", version: 6 } } });
    await press("Edit");
    const box = screen.getByLabelText("Message");
    await userEvent.type(box, " Mine");
    await press("Save");
    expect(await screen.findByText("Theirs")).toBeDefined();
    expect(box).toHaveProperty("value", "¡Hola Ana! Mine");
    await press("Save");
    expect(PATCH.mock.lastCall?.[1].body.version).toBe(6);
  });

  it("says who decided meanwhile and saves no more", async () => {
    POST.mockRejectedValue(conflict("signal_dismissed", { who: "Zeeshan", at: new Date().toISOString() }));
    show();
    await press("Edit");
    expect((await screen.findByRole("alert")).textContent).toContain("Already dismissed by Zeeshan");
    expect(screen.getByRole("button", { name: "Save" })).toHaveProperty("disabled", true);
  });
});
