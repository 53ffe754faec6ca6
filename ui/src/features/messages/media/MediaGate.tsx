// A file that is not here yet, or could not be fetched: says which.
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CloudDownload, FileX2 } from "lucide-react";
import type { Drawable, MessageMedia } from "@/api/messageTypes";
import { Progress } from "@/ui/Progress";
import { useKindName } from "../kinds";
import { IconLine } from "../parts/IconLine";
import { FetchAgain } from "./FetchAgain";

const REASONS = ["too_large", "expired", "refused", "unreachable", "not_allowed", "damaged"] as const;

function Failed({ message, media }: { message: Drawable; media: MessageMedia }) {
  const { t } = useTranslation("messages");
  const kindName = useKindName();
  const reason = REASONS.find((known) => known === media.reason);
  return (
    <IconLine icon={FileX2} title={media.filename ?? kindName(message.kind)}>
      <p className="max-w-72 text-sm opacity-80">{reason ? t(`media.reasons.${reason}`) : (media.reason ?? t("media.failed"))}</p>
      <FetchAgain message={message} keptUntil={media.kept_until} />
    </IconLine>
  );
}

/** Draws `children` with the id of the file once it is here. */
export function MediaGate({
  message,
  media,
  children,
}: {
  message: Drawable;
  media: MessageMedia | null | undefined;
  children: (id: string) => ReactNode;
}) {
  const { t } = useTranslation("messages");
  const kindName = useKindName();
  if (media?.id && media.state !== "failed") return <>{children(media.id)}</>;
  if (media?.state === "failed") return <Failed message={message} media={media} />;
  return (
    <IconLine icon={CloudDownload} title={media?.filename ?? kindName(message.kind)}>
      <p className="text-sm opacity-80">{media?.state === "waiting" ? t("media.waiting") : t("media.never")}</p>
      {media?.state === "waiting" && (
        <div className="mt-2 w-44">
          <Progress label={t("media.waiting")} />
        </div>
      )}
    </IconLine>
  );
}
