// What broke on somebody's screen since the program started: where in the scripts, on which screen, of which build. It
// holds code alone, so a report may be copied and handed on.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "@/api/client";
import { key } from "@/api/keys";
import type { SeenScreenError } from "@/api/types";
import { Badge } from "@/ui/Badge";
import { CopyButton } from "@/ui/CopyButton";
import { Row, Rows } from "../common/Rows";
import { Time } from "../common/Time";
import { Section } from "./Section";

/** Everything a programmer needs, in lines. */
export function reportOf(error: SeenScreenError): string {
  return [
    error.message,
    ...error.stack.map((place) => `  at ${place}`),
    ...(error.stack.some((place) => place.endsWith(error.place)) || !error.place ? [] : [`  at ${error.place}`]),
    `screen: ${error.page}`,
    `build: ${error.build || "?"} (${error.version})`,
    `times: ${error.count}, ${error.first_at} to ${error.last_at}`,
  ].join("\n");
}

export function ScreenErrors() {
  const { t } = useTranslation("settings");
  const { data } = useQuery({
    queryKey: key("screen-errors"),
    queryFn: () => dataOf(api.GET("/api/v1/screen-errors")),
    // No news tell of them.
    staleTime: 0,
  });
  if (!data?.items.length) return null;
  return (
    <Section title={t("screenErrors.title")} description={t("screenErrors.lead")}>
      <Rows label={t("screenErrors.title")}>
        {data.items.map((error) => (
          <Row
            key={[error.message, error.place, error.page, error.build].join(" ")}
            title={<code dir="ltr">{error.message}</code>}
            aside={<Badge tone="plain">{t("screenErrors.times", { count: error.count })}</Badge>}
            action={<CopyButton text={reportOf(error)} label={t("screenErrors.copy")} copiedLabel={t("screenErrors.copied")} />}
          >
            <code dir="ltr" className="block">
              {error.page} · {error.place || "?"} · {error.build || error.version}
            </code>
            <Time at={error.last_at} />
          </Row>
        ))}
      </Rows>
    </Section>
  );
}
