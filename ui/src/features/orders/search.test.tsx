// What is typed is looked for when the hand rests; the address says it, and may change it.
import { useState } from "react";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";
import english from "@/locales/en/orders.json";
import { SearchBox } from "./SearchBox";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", defaultNS: "orders", resources: { en: { orders: english } } });
});

const asked: string[] = [];

function Page() {
  const [q, setQ] = useState("");
  const [look] = useState(() => (next: string) => {
    asked.push(next);
    setQ(next);
  });
  return (
    <>
      <SearchBox q={q} onSearch={look} />
      <button onClick={() => setQ("anna")}>Elsewhere</button>
    </>
  );
}

const box = () => screen.getByRole<HTMLInputElement>("searchbox", { name: english.search.label });
const rest = () => act(() => new Promise((done) => setTimeout(done, 350)));

describe("the box orders are looked for in", () => {
  it("asks once when the hand rests, keeps the blank that is being typed, and is emptied by Escape", async () => {
    asked.length = 0;
    render(<Page />);
    await userEvent.type(box(), "A-10 ");
    expect(asked).toEqual([]);
    await rest();
    expect(asked).toEqual(["A-10"]);
    expect(box().value).toBe("A-10 ");
    await userEvent.type(box(), "{Escape}");
    expect(asked).toEqual(["A-10", ""]);
    expect(box().value).toBe("");
  });

  it("shows what the address says when that changes elsewhere, and asks nothing for it", async () => {
    asked.length = 0;
    render(<Page />);
    await userEvent.click(screen.getByRole("button", { name: "Elsewhere" }));
    expect(box().value).toBe("anna");
    await rest();
    expect(asked).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: english.search.clear }));
    expect(asked).toEqual([""]);
  });
});
