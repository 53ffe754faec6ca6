// Why a message did not go is said in the reader's language, whatever the server wrote down.
import { render, screen } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, it } from "vitest";
import type { Me, Message, SendingError } from "@/api/types";
import { meQuery } from "@/api/me";
import common from "@/locales/it/common.json";
import inbox from "@/locales/it/inbox.json";
import { sendingErrorsQuery } from "../../common/sendingErrors";
import { Trouble } from "./Trouble";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "it",
    defaultNS: "common",
    resources: { it: { inbox, common } },
    interpolation: { escapeValue: false },
  });
});

const entry = (name: string, meaning: string): SendingError => ({
  name,
  title: "",
  meaning,
  what_to_do: "Aspetta il cliente.",
  retried: "no",
  by: "person",
});

function show(code: string, message: string) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(meQuery.queryKey, { permissions: ["reply"] } as unknown as Me);
  client.setQueryData(sendingErrorsQuery("it").queryKey, [
    entry("window_closed", "Le 24 ore sono passate."),
    entry("unknown", "WhatsApp ha rifiutato il messaggio per un motivo che Shopbell non conosce."),
  ]);
  const error = { code, message, what_to_do: "Send a template.", may_retry: true };
  render(
    <QueryClientProvider client={client}>
      <Trouble conversation="1" message={{ id: "2", state: "failed", error } as unknown as Message} />
    </QueryClientProvider>,
  );
}

it("says a known reason and what to do", () => {
  show("window_closed", "The 24 hours are over.");
  expect(screen.getByText("Le 24 ore sono passate.")).toBeDefined();
  expect(screen.getByText(/Aspetta il cliente\./)).toBeDefined();
  expect(screen.queryByText(/24 hours|template/)).toBeNull();
});

it("keeps Meta's words where only those are known", () => {
  show("unknown", "Meta says: Something new (#987).");
  expect(screen.getByText(/un motivo che Shopbell non conosce/)).toBeDefined();
  expect(screen.getByText("Meta says: Something new (#987).").lang).toBe("en");
});

it("says what a person of the team saw", () => {
  show("not_delivered", "Somebody of the team looked and it had not arrived.");
  expect(screen.getByText(inbox.trouble.notDelivered)).toBeDefined();
});
