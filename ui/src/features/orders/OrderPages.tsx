// The ways from the order book to its other pages: side by side where there is room, under one button on a phone.
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ChartColumn, Ellipsis, FileUp, MailCheck, Store } from "lucide-react";
import { useMay } from "@/api/me";
import { Button, IconButton } from "@/ui/Button";
import { DropdownMenu, MenuItem } from "@/ui/DropdownMenu";
import { Icon } from "@/ui/Icon";

export function OrderPages() {
  const { t } = useTranslation("orders");
  const navigate = useNavigate();
  const [imports, sees, connects] = [useMay("import_orders"), useMay("see_revenue"), useMay("manage_connection")];
  const all = [
    { to: "/orders/revenue", label: t("nav.revenue"), icon: ChartColumn, may: sees },
    { to: "/orders/after", label: t("nav.after"), icon: MailCheck, may: true },
    { to: "/orders/import", label: t("nav.import"), icon: FileUp, may: imports },
    { to: "/orders/shops", label: t("nav.shops"), icon: Store, may: connects },
  ] as const;
  const pages = all.filter(({ may }) => may);
  return (
    <>
      {pages.map(({ to, label, icon }) => (
        <Button key={to} asChild className="max-sm:hidden">
          <Link to={to}>
            <Icon of={icon} />
            {label}
          </Link>
        </Button>
      ))}
      <div className="order-last sm:hidden">
        <DropdownMenu trigger={<IconButton icon={Ellipsis} label={t("nav.more")} tone="plain" />}>
          {pages.map(({ to, label, icon }) => (
            <MenuItem key={to} icon={icon} onSelect={() => void navigate({ to })}>
              {label}
            </MenuItem>
          ))}
        </DropdownMenu>
      </div>
    </>
  );
}
