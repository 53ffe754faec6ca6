// Around everything for people signed in: opens the live stream and watches for the session ending.
import { lazy, Suspense, useEffect } from "react";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { isSignedOut } from "@/api/client";
import { startLive } from "@/api/live";
import { useIdentityAsked } from "@/api/identity";
import { useMe } from "@/api/me";
import { keepMoments } from "@/api/moments";
import { useErasing } from "@/features/privacy/erasing";

// Seldom needed, so it comes when it is asked for.
const IdentityDialog = lazy(async () => ({ default: (await import("./IdentityDialog")).IdentityDialog }));
const EraseDialog = lazy(() => import("@/features/privacy/EraseDialog"));

export function SignedIn() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { person } = useMe();
  const identityAsked = useIdentityAsked();
  const erasing = useErasing();
  useEffect(() => {
    const close = startLive(queryClient, person.id);
    return close;
  }, [queryClient, person.id]);
  useEffect(() => {
    const stop = keepMoments(queryClient);
    return stop;
  }, [queryClient]);
  useEffect(() => {
    const stop = queryClient.getQueryCache().subscribe((event) => {
      if (event.type !== "updated" || event.action.type !== "error" || !isSignedOut(event.action.error)) return;
      // Whoever signs out on purpose is at the door already.
      if (location.pathname === "/sign-in") return;
      const next = location.pathname + location.search;
      void navigate({ to: "/sign-in", search: { next } }).then(() => queryClient.clear());
    });
    return stop;
  }, [queryClient, navigate]);
  return (
    <>
      <Outlet />
      {erasing && (
        <Suspense fallback={null}>
          <EraseDialog key={erasing.contact} who={erasing} />
        </Suspense>
      )}
      {identityAsked && (
        <Suspense fallback={null}>
          <IdentityDialog />
        </Suspense>
      )}
    </>
  );
}
