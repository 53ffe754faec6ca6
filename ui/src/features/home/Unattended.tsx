// Customers who wait while nothing is under way and nobody was called: the one figure that must be none.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { contactName } from "@/api/contactName";
import type { Home } from "@/api/types";
import { Notice } from "@/ui/Badge";
import { loneLink } from "@/ui/TextLink";
import { conversationQuery } from "@/features/inbox/queries";

function Waiting({ id }: { id: string }) {
  const { t } = useTranslation("home");
  const conversation = useQuery(conversationQuery(id)).data;
  return (
    <li>
      <Link to="/inbox/$queue/$conversationId" params={{ queue: "all", conversationId: id }} search={{}} className={loneLink}>
        {conversation ? <bdi>{contactName(conversation)}</bdi> : t("unattended.open")}
      </Link>
    </li>
  );
}

export function Unattended({ home }: { home: Home }) {
  const { t } = useTranslation("home");
  const shown = home.unattended_conversations;
  if (home.unattended === 0) return null;
  const more = home.unattended - shown.length;
  return (
    <Notice tone="bad" role="alert" title={t("unattended.title", { count: home.unattended })}>
      <p>{t("unattended.why")}</p>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
        {shown.map((id) => (
          <Waiting key={id} id={id} />
        ))}
        {more > 0 && <li>{t("unattended.more", { count: more })}</li>}
      </ul>
    </Notice>
  );
}
