// One line above everything, only when customers cannot reach the shop, the shop cannot answer them, or one's account has news.
import { lazy, Suspense } from "react";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { homeQuery } from "@/api/home";
import { useMe } from "@/api/me";
import { withWords } from "@/lib/i18n";

const HoldBanner = lazy(() => import("./HoldBanner"));
const SecurityBanner = lazy(() => import("./SecurityBanner"));
const BrokenBanner = lazy(withWords(() => import("./BrokenBanner"), "channel"));

export function Banner() {
  const me = useMe();
  const home = useQuery(homeQuery);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const broken = home.data?.whatsapp_broken;
  if (me.on_hold) {
    return (
      <Suspense>
        <HoldBanner />
      </Suspense>
    );
  }
  const isNews = me.unseen_notices > 0 && path !== "/settings/sessions";
  if (me.second_factor_needed || isNews) {
    return (
      <Suspense>
        <SecurityBanner needsFactor={me.second_factor_needed} />
      </Suspense>
    );
  }
  // Whoever is connecting, or at the doctor's, sees there what is missing.
  if (!broken || path.startsWith("/whatsapp/connect") || path.startsWith("/whatsapp/doctor")) return null;
  return (
    <Suspense>
      <BrokenBanner cause={broken} />
    </Suspense>
  );
}
