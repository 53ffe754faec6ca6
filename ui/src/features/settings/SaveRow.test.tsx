// Nobody leaves a changed form without being asked, and nobody is asked who changed nothing.
import { useState } from "react";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Link, Outlet, RouterProvider } from "@tanstack/react-router";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it, vi } from "vitest";
import common from "@/locales/en/common.json";
import settings from "@/locales/en/settings.json";
import { differs, SaveRow } from "./SaveRow";

const { unsaved } = settings;

function Form() {
  const [name, setName] = useState("Rossi");
  return (
    <form>
      <input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
      <SaveRow changed={differs({ name }, { name: "Rossi" })} busy={false} onUndo={() => setName("Rossi")} />
    </form>
  );
}

beforeAll(async () => {
  vi.stubGlobal("scrollTo", () => {});
  await i18next.use(initReactI18next).init({ lng: "en", defaultNS: "common", resources: { en: { settings, common } } });
});

function show() {
  const root = createRootRoute({
    component: () => (
      <>
        <Link to={"/other" as "."}>Away</Link>
        <Outlet />
      </>
    ),
  });
  const routeTree = root.addChildren([
    createRoute({ getParentRoute: () => root, path: "/", component: Form }),
    createRoute({ getParentRoute: () => root, path: "/other", component: () => <p>Elsewhere</p> }),
  ]);
  const router = createRouter({ routeTree, history: createMemoryHistory() });
  render(<RouterProvider router={router as never} />);
}

describe("leaving a form", () => {
  it("is asked about once something is changed", async () => {
    const user = userEvent.setup();
    show();
    await user.type(await screen.findByLabelText("Name"), "!");
    await user.click(screen.getByRole("link", { name: "Away" }));
    await user.click(await screen.findByRole("button", { name: unsaved.stay }));
    expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Rossi!");
    await user.click(screen.getByRole("link", { name: "Away" }));
    await user.click(await screen.findByRole("button", { name: unsaved.leave }));
    expect(await screen.findByText("Elsewhere")).toBeDefined();
  });

  it("is free where all is as it was", async () => {
    const user = userEvent.setup();
    show();
    await user.type(await screen.findByLabelText("Name"), "!");
    await user.click(screen.getByRole("button", { name: unsaved.undo }));
    await user.click(screen.getByRole("link", { name: "Away" }));
    expect(await screen.findByText("Elsewhere")).toBeDefined();
  });
});
