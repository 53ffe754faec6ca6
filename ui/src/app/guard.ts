// Who may see which half of the house: people signed in, people who are not, and the very first one.
import { redirect } from "@tanstack/react-router";
import { api, dataOf, isSignedOut, queryClient } from "@/api/client";
import { meQuery } from "@/api/me";
import type { Me } from "@/api/types";
import { isAppLanguage, setLanguage } from "@/lib/i18n";
import { applyTheme, rememberedTheme } from "@/lib/theme";
import i18next from "i18next";

/** Where a second factor is switched on. */
const ACCOUNT = "/settings/account";

async function takeOn(me: Me): Promise<void> {
  const { language, theme } = me.person;
  if (isAppLanguage(language) && language !== i18next.language) await setLanguage(language);
  if (theme !== rememberedTheme()) applyTheme(theme);
}

/** Lets people in who are signed in; sends the rest to the door, or to the first run of a new shop. */
export async function requireSession(href: string): Promise<void> {
  try {
    const me = await queryClient.ensureQueryData(meQuery);
    await takeOn(me);
    // Nothing else answers before the factor is on.
    if (me.second_factor_needed && !href.startsWith(ACCOUNT)) throw redirect({ to: "/settings/$tab", params: { tab: "account" } });
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    const setup = await dataOf(api.GET("/api/v1/setup"));
    if (setup.needed) throw redirect({ to: "/setup" });
    throw redirect({ to: "/sign-in", search: href === "/" ? {} : { next: href } });
  }
}

/** The door of a new shop stands open only while nobody owns it. */
export async function requireNoOwner(): Promise<void> {
  const setup = await dataOf(api.GET("/api/v1/setup"));
  if (!setup.needed) throw redirect({ to: "/" });
}
