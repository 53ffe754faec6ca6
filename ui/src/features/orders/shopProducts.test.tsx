// Whether the assistant knows what a shop sells: switched on with a key, watched, and switched off after a question.
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { meQuery } from "@/api/me";
import type { OrdersConnection } from "@/api/types";
import common from "@/locales/en/common.json";
import english from "@/locales/en/orders.json";
import { Toaster } from "@/ui/Toast";
import { ShopProducts } from "./ShopProducts";

const at = "2026-11-20T10:00:00Z";
const shop: OrdersConnection = {
  id: "3",
  kind: "woocommerce",
  name: "Web",
  secret_lost: false,
  refused: 0,
  failed: 0,
  history: { state: "none", orders: 0, address: "https://shop.example" },
  created_at: at,
};

const sent: { method: string; path: string; body: unknown }[] = [];

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "common",
    resources: { en: { orders: english, common } },
    interpolation: { escapeValue: false },
  });
});

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    const body = request.method === "PUT" ? ((await request.json()) as unknown) : null;
    sent.push({ method: request.method, path: new URL(request.url).pathname, body });
    return request.method === "DELETE" ? new Response(null, { status: 204 }) : new Response(JSON.stringify(shop), { status: 202 });
  });
});

function show(one: OrdersConnection) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(meQuery.queryKey, { permissions: ["write_knowledge"] } as never);
  return render(
    <QueryClientProvider client={client}>
      <ShopProducts shop={one} />
      <Toaster closeLabel="Close" label="News" />
    </QueryClientProvider>,
  );
}

describe("the products of a shop", () => {
  it("are known once a key is given", async () => {
    const user = userEvent.setup();
    show(shop);
    await user.click(screen.getByRole("switch"));
    expect(screen.getByLabelText<HTMLInputElement>("Address of the shop").value).toBe("https://shop.example");
    await user.type(screen.getByLabelText("Consumer key"), "ck_1");
    await user.type(screen.getByLabelText("Consumer secret"), "cs_1");
    await user.click(screen.getByRole("button", { name: "Read the products" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      method: "PUT",
      path: "/api/v1/orders/connections/3/products",
      body: { address: "https://shop.example", key: "ck_1", key_secret: "cs_1" },
    });
  });

  it("say what to do when the shop refuses, and are forgotten after a question", async () => {
    const user = userEvent.setup();
    const products = {
      state: "failed",
      reason: "key_refused",
      address: "https://shop.example",
      products: 12,
      came: 0,
      read_at: at,
    } as const;
    show({ ...shop, products });
    screen.getByText(/The shop refuses the key/);
    screen.getByText(/12 products known/);
    await user.click(screen.getByRole("switch"));
    expect(sent).toHaveLength(0);
    await user.click(screen.getByRole("button", { name: "Forget the products" }));
    await waitFor(() => expect(sent.map(({ method }) => method)).toEqual(["DELETE"]));
  });
});
