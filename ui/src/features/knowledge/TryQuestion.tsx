// Ask as a customer would, and see which passages the assistant would read.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Search } from "lucide-react";
import type { KnowledgeHit } from "@/api/types";
import { Loaded } from "@/features/common/Loaded";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Card, CardHeader } from "@/ui/Card";
import { Field, Input } from "@/ui/Field";
import { formatPercent } from "@/lib/numbers";
import { regional } from "@/lib/region";
import { tryQuery } from "./queries";

/** Characters of a question. */
const LONGEST = 2000;

function Hit({ hit }: { hit: KnowledgeHit }) {
  const { t, i18n } = useTranslation("knowledge");
  const share = hit.coverage ?? null;
  const number = new Intl.NumberFormat(regional(i18n.language), { maximumFractionDigits: 2 }).format(hit.score);
  return (
    <li className="flex flex-col gap-1.5 py-3.5">
      <p className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Link
          to="/knowledge/$sourceId"
          params={{ sourceId: hit.source_id }}
          className="min-w-0 font-medium underline-offset-2 [overflow-wrap:anywhere] hover:underline pointer-coarse:-my-2.75 pointer-coarse:py-2.75"
        >
          {hit.title}
        </Link>
        <span className="flex items-center gap-2 text-sm text-ink-faint">
          {share !== null && (
            <Badge tone={share >= 0.6 ? "good" : share >= 0.3 ? "brass" : "plain"}>
              {t("try.coverage", { share: formatPercent(share, i18n.language) })}
            </Badge>
          )}
          {t("try.score", { score: number })}
        </span>
      </p>
      {hit.question && (
        <p dir="auto" className="text-sm font-medium">
          {hit.question}
        </p>
      )}
      <p dir="auto" className="text-sm whitespace-pre-wrap text-ink-soft [overflow-wrap:anywhere]">
        {hit.passage}
      </p>
    </li>
  );
}

export function TryQuestion() {
  const { t } = useTranslation(["knowledge", "common"]);
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const query = useQuery(tryQuery(asked));
  return (
    <Card>
      <CardHeader title={t("knowledge:try.title")} description={t("knowledge:try.body")} />
      <form
        className="flex items-end gap-2 max-sm:flex-col max-sm:items-stretch"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed.trim());
        }}
      >
        <Field label={t("knowledge:try.question")} hideLabel className="flex-1">
          <Input
            type="search"
            className="[&::-webkit-search-cancel-button]:hidden"
            value={typed}
            maxLength={LONGEST}
            placeholder={t("knowledge:try.placeholder")}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        <Button type="submit" icon={Search} busy={asked !== "" && query.isFetching}>
          {t("knowledge:try.ask")}
        </Button>
      </form>
      {asked !== "" && (
        <div className="mt-4" aria-live="polite">
          <Loaded query={query}>
            {(found) => (
              <>
                <p className="text-sm text-ink-faint">{t(`knowledge:try.${found.mode}`)}</p>
                {found.items.length === 0 ? (
                  <p className="mt-3 rounded-xl bg-sunken px-4 py-3 text-ink-soft">{t("knowledge:try.nothing")}</p>
                ) : (
                  <ul className="divide-y divide-line">
                    {found.items.map((hit) => (
                      <Hit key={hit.chunk_id} hit={hit} />
                    ))}
                  </ul>
                )}
              </>
            )}
          </Loaded>
        </div>
      )}
    </Card>
  );
}
