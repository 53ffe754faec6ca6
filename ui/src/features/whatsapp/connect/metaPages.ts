// The addresses of Meta's pages a shop needs while it connects. Pure.

export type MetaPage = "newApp" | "apps" | "appBasics" | "systemUsers" | "numbers" | "payment";

const PAGES: Record<MetaPage, string> = {
  newApp: "https://developers.facebook.com/apps/creation/",
  apps: "https://developers.facebook.com/apps/",
  appBasics: "https://developers.facebook.com/apps/",
  systemUsers: "https://business.facebook.com/latest/settings/system_users",
  numbers: "https://business.facebook.com/latest/whatsapp_manager/phone_numbers",
  payment: "https://business.facebook.com/latest/whatsapp_manager/overview",
};

/** Straight to the app's own page where its id is known, else to the list of apps. */
export function metaPage(page: MetaPage, appId?: string): string {
  return page === "appBasics" && appId && /^\d+$/.test(appId) ? `${PAGES.apps}${appId}/settings/basic/` : PAGES[page];
}
