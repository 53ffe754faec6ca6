// Where the setup code is, is said in words and with the one command that prints it.
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, it, vi } from "vitest";
import { key } from "@/api/keys";
import accounts from "@/locales/en/accounts.json";
import common from "@/locales/en/common.json";
import firstRun from "@/locales/en/first-run.json";
import { SetupScreen } from "./SetupScreen";

vi.mock("@tanstack/react-router", () => ({ useNavigate: () => () => {} }));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { accounts, common, firstRun } },
    interpolation: { escapeValue: false },
  });
});

it("shows the command that prints the code, and copies it", async () => {
  const user = userEvent.setup();
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const command = "sudo cat /var/lib/shopbell/setup-code";
  client.setQueryData(key("setup"), { needed: true, setup_code_hint: "/var/lib/shopbell/setup-code", setup_code_command: command });
  render(
    <QueryClientProvider client={client}>
      <SetupScreen />
    </QueryClientProvider>,
  );
  expect(await screen.findByText(firstRun.setup.codeWhere)).toBeDefined();
  expect(screen.getByText(command).tagName).toBe("CODE");
  expect(screen.getByText(firstRun.setup.codeElsewhere)).toBeDefined();
  await user.click(screen.getByRole("button", { name: firstRun.setup.copyCommand }));
  expect(await navigator.clipboard.readText()).toBe(command);
  expect(await screen.findByRole("button", { name: common.copied })).toBeDefined();
});
