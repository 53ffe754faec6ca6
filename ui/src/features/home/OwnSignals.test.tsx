// What the scanner found wrong with the install stands on the start page in words, once, with its way out for whoever may take it.
import type { ReactNode } from "react";
import { render, screen, within } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { meQuery } from "@/api/me";
import type { Alert, Permission, Signal } from "@/api/types";
import healthEnglish from "@/locales/en/health.json";
import homeEnglish from "@/locales/en/home.json";
import { Alerts } from "./Alerts";

vi.mock("@tanstack/react-router", () => ({
  Link: ({ to, params = {}, children, ...rest }: { to: string; params?: Record<string, string>; children: ReactNode }) => (
    <a {...rest} href={Object.entries(params).reduce((path, [name, value]) => path.replace(`$${name}`, value), to)}>
      {children}
    </a>
  ),
}));

beforeAll(async () => {
  await i18next
    .use(initReactI18next)
    .init({ lng: "en", resources: { en: { home: homeEnglish, health: healthEnglish } }, interpolation: { escapeValue: false } });
});

const signal = (id: string, detector: string, evidence: object) => ({ id, detector, evidence, scope: "self" }) as unknown as Signal;
const down = signal("1", "wa_disconnected", { number: "+390551234567", hours: 30 });
const dead = signal("2", "jobs_dead", { count: 3, since_ms: 1_764_000_000_000 });

function show(signals: Signal[], alerts: Alert[] = [], permissions: Permission[] = ["manage_connection", "read_jobs"]) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(meQuery.queryKey, { person: { id: "me" }, permissions, shop: {} } as never);
  return render(
    <QueryClientProvider client={client}>
      <Alerts alerts={alerts} signals={signals} />
    </QueryClientProvider>,
  );
}

describe("what is wrong with the install", () => {
  it("shows nothing while nothing is", () => {
    expect(show([]).container.textContent).toBe("");
  });

  it("says what was found and leads to where it is mended", async () => {
    show([down]);
    const item = within(await screen.findByRole("listitem"));
    expect(item.getByText("WhatsApp is down")).toBeDefined();
    expect(item.getByText(/30 hours/)).toBeDefined();
    expect(item.getByRole("link", { name: "Ask the doctor" }).getAttribute("href")).toBe("/whatsapp/doctor");
  });

  it("leads whoever may not mend it to what is known of it", async () => {
    show([down], [], ["read_jobs"]);
    expect((await screen.findByRole("link", { name: "Read more" })).getAttribute("href")).toBe("/health/1");
  });

  it("says once what an alert says already", async () => {
    show([dead, down], [{ id: "jobs_dead", urgent: false, count: 3 } as Alert]);
    expect(await screen.findByText("WhatsApp is down")).toBeDefined();
    expect(screen.getAllByRole("listitem")).toHaveLength(2);
    expect(screen.getAllByText(/failed/).length).toBeGreaterThan(0);
  });
});
