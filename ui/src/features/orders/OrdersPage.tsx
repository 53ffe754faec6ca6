// The frame of the order book's pages: the heading, what can be done, and the way from one page to the other.
import type { ReactNode } from "react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowLeft } from "lucide-react";
import { useTitle } from "@/lib/pageTitle";
import { Page } from "@/ui/Card";
import { Icon } from "@/ui/Icon";

interface OrdersPageProps {
  title: string;
  description?: ReactNode;
  action?: ReactNode;
  /** For a page below the list. */
  back?: NonNullable<LinkProps["to"]>;
  wide?: boolean;
  children: ReactNode;
}

export function OrdersPage({ title, description, action, back, wide = false, children }: OrdersPageProps) {
  const { t } = useTranslation("orders");
  useTitle(title);
  return (
    <Page
      title={<span className="[overflow-wrap:anywhere]">{title}</span>}
      description={description}
      width={wide ? "wide" : "normal"}
      action={action && <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:[&>:is(a,button)]:flex-1">{action}</div>}
      above={
        back && (
          <Link to={back} className="inline-flex items-center gap-1.5 text-ink-soft hover:text-ink">
            <Icon of={ArrowLeft} size={16} className="rtl:-scale-x-100" />
            {t("title")}
          </Link>
        )
      }
    >
      {children}
    </Page>
  );
}
