// One line above everything, only when customers cannot reach the shop or the shop cannot answer them.
import { lazy, Suspense } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { homeQuery } from "@/api/home";
import { useMe } from "@/api/me";
import { Button } from "@/ui/Button";
import { Strip } from "./Strip";

const HoldBanner = lazy(() => import("./HoldBanner"));

export function Banner() {
  const me = useMe();
  const { t } = useTranslation("shell");
  const home = useQuery(homeQuery);
  const path = useLocation({ select: ({ pathname }) => pathname });
  const banner = home.data?.banner;
  if (me.on_hold) {
    return (
      <Suspense>
        <HoldBanner />
      </Suspense>
    );
  }
  // Whoever is connecting sees there what is missing.
  if (!banner || path.startsWith("/whatsapp/connect")) return null;
  return (
    <Strip
      title={banner.message}
      action={
        <Button asChild>
          <Link to="/whatsapp">{t("whatsapp")}</Link>
        </Button>
      }
    />
  );
}
