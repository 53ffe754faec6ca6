// Every address of the screens, on one page. Screens load when somebody goes there.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { requireNoOwner, requireSession } from "@/app/guard";
import { Broken, NotFound } from "@/app/screens";
import { isQueue } from "@/api/queues";
import type { Queue } from "@/api/types";
import { Shell } from "@/app/Shell";
import { SignedIn } from "@/app/SignedIn";

const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: Broken });

// The door: no session needed.
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => (typeof search.next === "string" && /^\/(?!\/)/.test(search.next) ? { next: search.next } : {}),
  component: lazyRouteComponent(() => import("@/features/accounts/SignInScreen"), "SignInScreen"),
});
const forgotten = createRoute({
  getParentRoute: () => root,
  path: "/forgotten-password",
  component: lazyRouteComponent(() => import("@/features/accounts/ForgottenScreen"), "ForgottenScreen"),
});
const link = createRoute({
  getParentRoute: () => root,
  path: "/link/$token",
  component: lazyRouteComponent(() => import("@/features/accounts/LinkScreen"), "LinkScreen"),
});
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  beforeLoad: requireNoOwner,
  component: lazyRouteComponent(() => import("@/features/first-run/SetupScreen"), "SetupScreen"),
});

// Behind the door.
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: ({ location }) => requireSession(location.href),
  component: SignedIn,
});
const welcome = createRoute({
  getParentRoute: () => signedIn,
  path: "/welcome/$step",
  component: lazyRouteComponent(() => import("@/features/first-run/WelcomeScreen"), "WelcomeScreen"),
});
const shell = createRoute({ getParentRoute: () => signedIn, id: "shell", component: Shell });

const home = createRoute({ getParentRoute: () => shell, path: "/", component: lazyRouteComponent(() => import("@/features/home/HomeScreen"), "HomeScreen") });

const inbox = createRoute({
  getParentRoute: () => shell,
  path: "/inbox",
  validateSearch: (search): { queue?: Queue } => (isQueue(search.queue) ? { queue: search.queue } : {}),
  component: lazyRouteComponent(() => import("@/features/inbox/InboxScreen"), "InboxScreen"),
});

const knowledge = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge",
  component: lazyRouteComponent(() => import("@/features/knowledge/KnowledgeScreen"), "KnowledgeScreen"),
});

const practice = createRoute({ getParentRoute: () => shell, path: "/practice", component: lazyRouteComponent(() => import("@/features/practice/PracticeScreen"), "PracticeScreen") });

const whatsapp = createRoute({ getParentRoute: () => shell, path: "/whatsapp", component: lazyRouteComponent(() => import("@/features/whatsapp/ConnectionScreen"), "ConnectionScreen") });
const ledger = createRoute({ getParentRoute: () => shell, path: "/whatsapp/ledger", component: lazyRouteComponent(() => import("@/features/whatsapp/LedgerScreen"), "LedgerScreen") });

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  beforeLoad: () => {
    throw redirect({ to: "/settings/$tab", params: { tab: "shop" } });
  },
});
const settingsTab = createRoute({ getParentRoute: () => shell, path: "/settings/$tab", component: lazyRouteComponent(() => import("@/features/settings/SettingsScreen"), "SettingsScreen") });

const tree = root.addChildren([
  signIn,
  forgotten,
  link,
  setup,
  signedIn.addChildren([welcome, shell.addChildren([home, inbox, knowledge, practice, whatsapp, ledger, settings, settingsTab])]),
]);

export const router = createRouter({ routeTree: tree, defaultPreload: "intent", defaultErrorComponent: Broken, defaultNotFoundComponent: NotFound, scrollRestoration: true });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
