// How many conversations wait unread, also in the page's title and icon.
import { useEffect } from "react";
import { useQuery } from "@tanstack/react-query";
import { useMay, useMe } from "@/api/me";
import { countsQuery } from "@/api/counts";

export function useUnread(): number {
  const allowed = useMay("read_inbox");
  const { shop } = useMe();
  const counts = useQuery({ ...countsQuery, enabled: allowed });
  const unread = counts.data?.unread ?? 0;
  useEffect(() => {
    const name = shop.name ? `${shop.name} · Shopbell` : "Shopbell";
    document.title = unread > 0 ? `(${unread}) ${name}` : name;
    document.querySelector("link[rel=icon]")?.setAttribute("href", unread > 0 ? "/favicon-unread.svg" : "/favicon.svg");
  }, [unread, shop.name]);
  return unread;
}
