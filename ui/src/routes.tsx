// Every address of the screens, on one page. Screens load when somebody goes there.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { requireNoOwner, requireSession } from "@/app/guard";
import { Broken, NotFound } from "@/app/screens";
import { Shell } from "@/app/Shell";
import { SignedIn } from "@/app/SignedIn";
import { readHealthSearch } from "@/features/health/place";
import { readInboxSearch } from "@/features/inbox/place";
import { readOrderFilters } from "@/features/orders/filters";
import { addressSearch } from "@/lib/addressSearch";
import { withWords } from "@/lib/i18n";
import { readWizardPlace } from "@/features/whatsapp/connect/steps";

const root = createRootRoute({ notFoundComponent: NotFound, errorComponent: Broken });

// The door: no session needed.
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } =>
    typeof search.next === "string" && /^\/(?!\/|sign-in)/.test(search.next) ? { next: search.next } : {},
  component: lazyRouteComponent(
    withWords(() => import("@/features/accounts/SignInScreen"), "door"),
    "SignInScreen",
  ),
});
const forgotten = createRoute({
  getParentRoute: () => root,
  path: "/forgotten-password",
  component: lazyRouteComponent(
    withWords(() => import("@/features/accounts/ForgottenScreen"), "door"),
    "ForgottenScreen",
  ),
});
const link = createRoute({
  getParentRoute: () => root,
  path: "/link/$token",
  component: lazyRouteComponent(
    withWords(() => import("@/features/accounts/LinkScreen"), "door"),
    "LinkScreen",
  ),
});
const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  beforeLoad: requireNoOwner,
  component: lazyRouteComponent(
    withWords(() => import("@/features/first-run/SetupScreen"), "door"),
    "SetupScreen",
  ),
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
  component: lazyRouteComponent(
    withWords(() => import("@/features/first-run/WelcomeScreen"), "door", "preferences", "teaching", "chats"),
    "WelcomeScreen",
  ),
});
const shell = createRoute({ getParentRoute: () => signedIn, id: "shell", component: Shell });

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/home/HomeScreen"), "HomeScreen"),
});
// One screen for all of the inbox's addresses, so that lists and threads stay as they are from one to the next.
const inbox = createRoute({
  getParentRoute: () => shell,
  path: "/inbox",
  validateSearch: readInboxSearch,
  component: lazyRouteComponent(
    withWords(() => import("@/features/inbox/InboxScreen"), "chats", "sales"),
    "InboxScreen",
  ),
});
const inboxQueue = createRoute({ getParentRoute: () => inbox, path: "/$queue" });
const inboxConversation = createRoute({ getParentRoute: () => inbox, path: "/$queue/$conversationId" });
const inboxSearch = createRoute({
  getParentRoute: () => shell,
  path: "/inbox/search",
  validateSearch: readInboxSearch,
  component: lazyRouteComponent(
    withWords(() => import("@/features/inbox/search/SearchScreen"), "chats"),
    "SearchScreen",
  ),
});
const health = createRoute({
  getParentRoute: () => shell,
  path: "/health",
  validateSearch: readHealthSearch,
  component: lazyRouteComponent(
    withWords(() => import("@/features/health/HealthScreen"), "health"),
    "HealthScreen",
  ),
});
const detectors = createRoute({
  getParentRoute: () => shell,
  path: "/health/detectors",
  component: lazyRouteComponent(
    withWords(() => import("@/features/health/Detectors"), "health"),
    "DetectorsScreen",
  ),
});
const ownSignal = createRoute({
  getParentRoute: () => shell,
  path: "/health/own/$ownId",
  component: lazyRouteComponent(
    withWords(() => import("@/features/health/OwnScreen"), "health"),
    "OwnScreen",
  ),
});
const autoSend = createRoute({
  getParentRoute: () => shell,
  path: "/health/auto-send",
  component: lazyRouteComponent(
    withWords(() => import("@/features/health/AutoSend"), "health"),
    "AutoSendScreen",
  ),
});
const effects = createRoute({
  getParentRoute: () => shell,
  path: "/health/effects",
  component: lazyRouteComponent(
    withWords(() => import("@/features/health/Effects"), "health"),
    "EffectsScreen",
  ),
});
const fleet = createRoute({
  getParentRoute: () => shell,
  path: "/health/fleet",
  component: lazyRouteComponent(
    withWords(() => import("@/features/fleet/FleetScreen"), "health", "sales"),
    "FleetScreen",
  ),
});
const signal = createRoute({
  getParentRoute: () => shell,
  path: "/health/$signalId",
  component: lazyRouteComponent(
    withWords(() => import("@/features/health/SignalScreen"), "health"),
    "SignalScreen",
  ),
});
const quality = createRoute({
  getParentRoute: () => shell,
  path: "/quality",
  component: lazyRouteComponent(
    withWords(() => import("@/features/quality/QualityScreen"), "quality"),
    "QualityScreen",
  ),
});
const knowledge = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge",
  component: lazyRouteComponent(
    withWords(() => import("@/features/knowledge/KnowledgeScreen"), "teaching", "preferences"),
    "KnowledgeScreen",
  ),
});
const knowledgeSource = createRoute({
  getParentRoute: () => shell,
  path: "/knowledge/$sourceId",
  component: lazyRouteComponent(
    withWords(() => import("@/features/knowledge/SourceScreen"), "teaching"),
    "SourceScreen",
  ),
});
const orders = createRoute({
  getParentRoute: () => shell,
  path: "/orders",
  validateSearch: readOrderFilters,
  component: lazyRouteComponent(
    withWords(() => import("@/features/orders/OrdersScreen"), "sales"),
    "OrdersScreen",
  ),
});
const importing = createRoute({
  getParentRoute: () => shell,
  path: "/orders/import",
  component: lazyRouteComponent(
    withWords(() => import("@/features/orders/ImportScreen"), "sales"),
    "ImportScreen",
  ),
});
const revenue = createRoute({
  getParentRoute: () => shell,
  path: "/orders/revenue",
  component: lazyRouteComponent(
    withWords(() => import("@/features/orders/RevenueScreen"), "sales"),
    "RevenueScreen",
  ),
});
const shops = createRoute({
  getParentRoute: () => shell,
  path: "/orders/shops",
  component: lazyRouteComponent(
    withWords(() => import("@/features/orders/ShopsScreen"), "sales"),
    "ShopsScreen",
  ),
});
const afterPurchase = createRoute({
  getParentRoute: () => shell,
  path: "/orders/after",
  component: lazyRouteComponent(
    withWords(() => import("@/features/orders/AfterScreen"), "sales"),
    "AfterScreen",
  ),
});
const order = createRoute({
  getParentRoute: () => shell,
  path: "/orders/$orderId",
  component: lazyRouteComponent(
    withWords(() => import("@/features/orders/OrderScreen"), "sales"),
    "OrderScreen",
  ),
});
const practice = createRoute({
  getParentRoute: () => shell,
  path: "/practice",
  validateSearch: (search): { customer?: string } => (search.customer === undefined ? {} : { customer: String(search.customer) }),
  component: lazyRouteComponent(
    withWords(() => import("@/features/practice/PracticeScreen"), "teaching", "chats"),
    "PracticeScreen",
  ),
});

const whatsapp = createRoute({
  getParentRoute: () => shell,
  path: "/whatsapp",
  component: lazyRouteComponent(
    withWords(() => import("@/features/whatsapp/WhatsAppSection"), "channel"),
    "WhatsAppSection",
  ),
});
const numbers = createRoute({
  getParentRoute: () => whatsapp,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/whatsapp/numbers/NumbersScreen"), "NumbersScreen"),
});
const number = createRoute({
  getParentRoute: () => whatsapp,
  path: "/numbers/$connectionId",
  component: lazyRouteComponent(() => import("@/features/whatsapp/numbers/NumberScreen"), "NumberScreen"),
});
const connect = createRoute({
  getParentRoute: () => whatsapp,
  path: "/connect",
  validateSearch: readWizardPlace,
  component: lazyRouteComponent(() => import("@/features/whatsapp/connect/ConnectScreen"), "ConnectScreen"),
});
const doctor = createRoute({
  getParentRoute: () => whatsapp,
  path: "/doctor",
  validateSearch: (search): { number?: string } => (search.number === undefined ? {} : { number: String(search.number) }),
  component: lazyRouteComponent(() => import("@/features/whatsapp/doctor/DoctorScreen"), "DoctorScreen"),
});
const ledger = createRoute({
  getParentRoute: () => whatsapp,
  path: "/ledger",
  component: lazyRouteComponent(() => import("@/features/whatsapp/LedgerScreen"), "LedgerScreen"),
});
const templates = createRoute({
  getParentRoute: () => whatsapp,
  path: "/templates",
  component: lazyRouteComponent(() => import("@/features/templates/TemplatesScreen"), "TemplatesScreen"),
});
const newTemplate = createRoute({
  getParentRoute: () => whatsapp,
  path: "/templates/new",
  component: lazyRouteComponent(() => import("@/features/templates/NewTemplateScreen"), "NewTemplateScreen"),
});
const template = createRoute({
  getParentRoute: () => whatsapp,
  path: "/templates/$templateId",
  component: lazyRouteComponent(() => import("@/features/templates/TemplateScreen"), "TemplateScreen"),
});
const outbox = createRoute({
  getParentRoute: () => whatsapp,
  path: "/outbox",
  component: lazyRouteComponent(() => import("@/features/outbox/OutboxScreen"), "OutboxScreen"),
});
const suppressions = createRoute({
  getParentRoute: () => whatsapp,
  path: "/suppressions",
  component: lazyRouteComponent(
    withWords(() => import("@/features/consent/SuppressionsScreen"), "chats"),
    "SuppressionsScreen",
  ),
});
const prices = createRoute({
  getParentRoute: () => whatsapp,
  path: "/prices",
  component: lazyRouteComponent(() => import("@/features/prices/PricesScreen"), "PricesScreen"),
});
const broadcasts = createRoute({
  getParentRoute: () => whatsapp,
  path: "/broadcasts",
  component: lazyRouteComponent(() => import("@/features/broadcasts/BroadcastsScreen"), "BroadcastsScreen"),
});
const newBroadcast = createRoute({
  getParentRoute: () => whatsapp,
  path: "/broadcasts/new",
  component: lazyRouteComponent(() => import("@/features/broadcasts/NewBroadcastScreen"), "NewBroadcastScreen"),
});
const broadcast = createRoute({
  getParentRoute: () => whatsapp,
  path: "/broadcasts/$broadcastId",
  component: lazyRouteComponent(() => import("@/features/broadcasts/BroadcastScreen"), "BroadcastScreen"),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  beforeLoad: () => {
    throw redirect({ to: "/settings/$tab", params: { tab: "shop" } });
  },
});
const settingsTab = createRoute({
  getParentRoute: () => shell,
  path: "/settings/$tab",
  component: lazyRouteComponent(
    withWords(() => import("@/features/settings/SettingsScreen"), "preferences", "door"),
    "SettingsScreen",
  ),
});

const tree = root.addChildren([
  signIn,
  forgotten,
  link,
  setup,
  signedIn.addChildren([
    welcome,
    shell.addChildren([
      home,
      inbox.addChildren([inboxQueue, inboxConversation]),
      inboxSearch,
      health,
      detectors,
      ownSignal,
      autoSend,
      effects,
      fleet,
      signal,
      quality,
      knowledge,
      knowledgeSource,
      orders,
      importing,
      revenue,
      shops,
      afterPurchase,
      order,
      practice,
      whatsapp.addChildren([
        numbers,
        number,
        connect,
        doctor,
        ledger,
        templates,
        newTemplate,
        template,
        outbox,
        suppressions,
        prices,
        broadcasts,
        newBroadcast,
        broadcast,
      ]),
      settings,
      settingsTab,
    ]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  ...addressSearch,
  defaultPreload: "intent",
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
