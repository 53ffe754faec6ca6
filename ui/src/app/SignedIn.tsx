// Around everything for people signed in: opens the live stream and watches for the session ending.
import { useEffect } from "react";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { isSignedOut } from "@/api/client";
import { startLive } from "@/api/live";

export function SignedIn() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => startLive(queryClient), [queryClient]);
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe((event) => {
        if (event.type !== "updated" || event.action.type !== "error" || !isSignedOut(event.action.error)) return;
        // Whoever signs out on purpose is at the door already.
        if (location.pathname === "/sign-in") return;
        const next = location.pathname + location.search;
        void navigate({ to: "/sign-in", search: { next } }).then(() => queryClient.clear());
      }),
    [queryClient, navigate],
  );
  return <Outlet />;
}
