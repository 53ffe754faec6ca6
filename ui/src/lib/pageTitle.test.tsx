// The title says who waits, where one is, and whose shop it is.
import { render } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { setShopName, setWaiting, useTitle } from "./pageTitle";

function Screen({ name, inner, depth = 0 }: { name: string; inner?: string | undefined; depth?: number }) {
  useTitle(name, depth);
  return inner ? <Screen name={inner} depth={depth + 1} /> : null;
}

describe("the page's title", () => {
  afterEach(() => {
    setWaiting(0);
    setShopName("");
  });

  it("names the screen and the shop, and counts who waits", () => {
    setShopName("Macelleria Aurora");
    render(<Screen name="Prices" />);
    expect(document.title).toBe("Prices · Macelleria Aurora · Shopbell");
    setWaiting(3);
    expect(document.title).toBe("(3) Prices · Macelleria Aurora · Shopbell");
    setWaiting(250);
    expect(document.title).toBe("(99+) Prices · Macelleria Aurora · Shopbell");
  });

  it("goes back to the outer screen's name when the inner one closes", () => {
    const { rerender, unmount } = render(<Screen name="Inbox" inner="Lucia" />);
    expect(document.title).toBe("Lucia · Shopbell");
    rerender(<Screen name="Inbox" />);
    expect(document.title).toBe("Inbox · Shopbell");
    unmount();
    expect(document.title).toBe("Shopbell");
  });

  it("shows a marked icon while somebody waits", () => {
    const icon = document.head.appendChild(Object.assign(document.createElement("link"), { rel: "icon", href: "/favicon.svg" }));
    setWaiting(1);
    expect(icon.getAttribute("href")).toBe("/favicon-unread.svg");
    setWaiting(0);
    expect(icon.getAttribute("href")).toBe("/favicon.svg");
    icon.remove();
  });
});
