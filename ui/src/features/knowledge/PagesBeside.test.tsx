// A page the model read from a picture says so and waits for a person; a page with words does not.
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import common from "@/locales/en/common.json";
import words from "@/locales/en/knowledge.json";
import { PagesBeside } from "./PagesBeside";

vi.mock("@/api/me", () => ({ useMay: () => true }));
const post = vi.hoisted(() => vi.fn());
vi.mock("@/api/client", () => ({ api: { POST: post }, dataOf: (answer: unknown) => answer }));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { knowledge: words, common } } });
});
afterEach(() => post.mockReset());

function show(source: object) {
  const whole = {
    id: "5",
    kind: "file",
    title: "menu.pdf",
    state: "ready",
    pages: 2,
    text: "Hours 9-18\n\f\nMargherita | 8,50",
    corrected: false,
    chunks: 1,
    passages: [],
    bytes: 1,
    ...source,
  };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <PagesBeside source={whole as never} />
    </QueryClientProvider>,
  );
}

describe("PagesBeside", () => {
  it("begins at the page that waits and confirms it as it stands", async () => {
    post.mockResolvedValue({});
    show({ to_confirm: [2] });
    expect(screen.getByText("Page 2 of 2")).toBeDefined();
    expect(screen.getByText("Margherita | 8,50")).toBeDefined();
    fireEvent.click(screen.getByRole("button", { name: words.pages.confirm }));
    await waitFor(() => expect(post).toHaveBeenCalledTimes(1));
    expect(post.mock.calls[0]?.[1]).toEqual({ params: { path: { id: "5", number: 2 } }, body: {} });
  });

  it("confirms a page with the text a person corrected", async () => {
    post.mockResolvedValue({});
    show({ to_confirm: [2] });
    fireEvent.click(screen.getByRole("button", { name: words.pages.correct }));
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "Margherita | 8,90" } });
    fireEvent.click(screen.getByRole("button", { name: words.pages.saveAndConfirm }));
    await waitFor(() => expect(post).toHaveBeenCalledTimes(1));
    expect(post.mock.calls[0]?.[1]).toEqual({ params: { path: { id: "5", number: 2 } }, body: { text: "Margherita | 8,90" } });
  });

  it("asks nothing about a page with words", () => {
    show({});
    expect(screen.getByText("Page 1 of 2")).toBeDefined();
    expect(screen.queryByText(words.pages.confirmTitle)).toBeNull();
  });
});
