// News of one's own account, and the second factor one's role needs: above everything until looked at.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Strip } from "./Strip";

export default function SecurityBanner({ needsFactor }: { needsFactor: boolean }) {
  const { t } = useTranslation("shell");
  const about = needsFactor ? "factorNeeded" : "news";
  return (
    <Strip
      title={t(`security.${about}.title`)}
      action={
        <Button asChild>
          <Link to="/settings/$tab" params={{ tab: needsFactor ? "account" : "sessions" }}>
            {t(`security.${about}.action`)}
          </Link>
        </Button>
      }
    >
      {t(`security.${about}.body`)}
    </Strip>
  );
}
