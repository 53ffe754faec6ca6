// What a source answered in the last 30 days: a line in the list, and the questions on its own page.
import { Link } from "@tanstack/react-router";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { SourceAnswer } from "@/api/types";
import { PagedList } from "@/features/common/PagedList";
import { timeAgo } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { Badge } from "@/ui/Badge";
import { Card, CardHeader } from "@/ui/Card";
import { answeredQuery, usesQuery, type Uses } from "./useQueries";

/** "Answered 12 questions · last 2 days ago · 1 corrected", that it answered none, or that this is not known yet. */
export function useUseWords() {
  const { t, i18n } = useTranslation("knowledge");
  const now = useNow();
  return ({ complete, of }: Uses, source: string) => {
    const use = of.get(source);
    if (!use) return t(complete ? "use.none" : "use.counting");
    const words = [
      t("use.answers", { count: use.answers }),
      t("use.last", { when: timeAgo(use.last_answered_at, i18n.language, now, "long") }),
    ];
    if (use.corrected > 0) words.push(t("use.corrected", { count: use.corrected }));
    return words.join(" · ");
  };
}

function Answer({ answer }: { answer: SourceAnswer }) {
  const { t, i18n } = useTranslation("knowledge");
  const now = useNow();
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <Link
          to="/inbox/$queue/$conversationId"
          params={{ queue: "all", conversationId: answer.conversation_id }}
          search={{ message: answer.message_id }}
          className="block underline-offset-2 [overflow-wrap:anywhere] hover:underline pointer-coarse:py-2.75"
        >
          <span dir="auto">{answer.question ?? t("use.takenBack")}</span>
        </Link>
        <p className="text-sm text-ink-faint">
          <bdi>{answer.customer}</bdi> · {timeAgo(answer.at, i18n.language, now, "long")}
        </p>
      </div>
      {answer.corrected && <Badge tone="warn">{t("use.wasCorrected")}</Badge>}
    </li>
  );
}

function Answers({ source }: { source: string }) {
  const { t } = useTranslation("knowledge");
  return (
    <PagedList query={useInfiniteQuery(answeredQuery(source))} label={t("use.title")} empty={null} framed={false}>
      {(answer) => <Answer key={answer.message_id} answer={answer} />}
    </PagedList>
  );
}

export function AnswersCard({ source }: { source: string }) {
  const { t } = useTranslation("knowledge");
  const words = useUseWords();
  const query = useQuery(usesQuery);
  const mayRead = useMay("read_inbox");
  if (!query.data) return null;
  const isNamed = query.data.of.has(source);
  const isUnused = query.data.complete && !isNamed;
  return (
    <Card>
      <CardHeader title={t("use.title")} description={isUnused ? t("use.noneBody") : words(query.data, source)} />
      {isNamed && mayRead && <Answers source={source} />}
    </Card>
  );
}
