// The page's title and icon: how many customers wait, the screen, the shop. One place writes both.
import { useEffect } from "react";

const NAME = "Shopbell";

let waiting = 0;
let shop = "";
/** The screens named now, in the order in which they came. */
let screens: { name: string; depth: number }[] = [];

function write(): void {
  const deepest = Math.max(...screens.map(({ depth }) => depth));
  const parts = [screens.findLast(({ depth }) => depth === deepest)?.name, shop, NAME].filter(Boolean);
  document.title = `${waiting > 0 ? `(${waiting > 99 ? "99+" : waiting}) ` : ""}${parts.join(" · ")}`;
  document.querySelector("link[rel=icon]")?.setAttribute("href", waiting > 0 ? "/favicon-unread.svg" : "/favicon.svg");
}

export function setWaiting(count: number): void {
  waiting = count;
  write();
}

export function setShopName(name: string): void {
  shop = name;
  write();
}

/** Names this screen in the page's title for as long as it stands. What stands inside another screen has a greater depth. */
export function useTitle(name: string | null | undefined, depth = 0): void {
  useEffect(() => {
    if (!name) return;
    const screen = { name, depth };
    screens = [...screens, screen];
    write();
    return () => {
      screens = screens.filter((other) => other !== screen);
      write();
    };
  }, [name, depth]);
}
