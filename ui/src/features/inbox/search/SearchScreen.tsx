// Search over everything that was said: words and filters, hits in their context.
import { useDeferredValue, useMemo, useState } from "react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ArrowLeft, Search, SearchX, ShoppingBag, X } from "lucide-react";
import { contactName } from "@/api/contactName";
import { key } from "@/api/keys";
import { useMay } from "@/api/me";
import type { Conversation, Message } from "@/api/types";
import { ErrorNotice } from "@/features/common/ErrorNotice";
import { classes } from "@/lib/classes";
import { exactTime, shortTime } from "@/lib/dates";
import { useNow } from "@/lib/now";
import { useTitle } from "@/lib/pageTitle";
import { useShortcut } from "@/lib/shortcuts";
import { Avatar } from "@/ui/Avatar";
import { EmptyState } from "@/ui/EmptyState";
import { controlLook, Field, Input, Select } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { LoadMore } from "@/features/common/LoadMore";
import { SkeletonRows } from "@/ui/Skeleton";
import { readInboxSearch } from "../place";
import { fetchHits, labelsQuery, teamQuery } from "../queries";
import { KINDS, useKindName } from "@/features/messages/kinds";
import { marked, parseSearch, withFilter, type FilterName } from "./filters";

const SEARCHED_KINDS = KINDS.filter((kind) => !["reaction", "edit", "revoke", "unsupported"].includes(kind));

function Filters({ typed, onChange }: { typed: string; onChange: (typed: string) => void }) {
  const { t } = useTranslation("inbox");
  const kindName = useKindName();
  const team = useQuery(teamQuery).data ?? [];
  const labels = useQuery(labelsQuery).data ?? [];
  const { filters } = parseSearch(typed);
  const value = (name: FilterName) => filters.find((filter) => filter.name === name)?.value ?? "";
  const set = (name: FilterName) => (event: { target: { value: string } }) => onChange(withFilter(typed, name, event.target.value));
  const authors = ["customer", "ai", "team", "me", ...team.map((person) => person.name)];
  return (
    <div className="grid grid-cols-2 gap-3 max-sm:[&>:first-child]:col-span-2 sm:grid-cols-6 sm:*:col-span-2 sm:[&>*:nth-child(n+4)]:col-span-3">
      <Field label={t("search.from")}>
        <Select value={value("from")} onChange={set("from")}>
          <option value="">{t("search.anybody")}</option>
          {(["customer", "ai", "team", "me"] as const).map((who) => (
            <option key={who} value={who}>
              {t(`search.who.${who}`)}
            </option>
          ))}
          {team.map((person) => (
            <option key={person.id} value={person.name}>
              {person.name}
            </option>
          ))}
          {value("from") && !authors.includes(value("from")) && <option value={value("from")}>{value("from")}</option>}
        </Select>
      </Field>
      <Field label={t("labels.title")}>
        <Select value={value("label")} onChange={set("label")}>
          <option value="">{t("search.any")}</option>
          {labels.map((label) => (
            <option key={label.id} value={label.name}>
              {label.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("search.has")}>
        <Select value={value("has")} onChange={set("has")}>
          <option value="">{t("search.any")}</option>
          <option value="file">{t("search.file")}</option>
          {SEARCHED_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {kindName(kind)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("search.after")}>
        <Input type="date" value={value("after")} onChange={set("after")} />
      </Field>
      <Field label={t("search.before")}>
        <Input type="date" value={value("before")} onChange={set("before")} />
      </Field>
    </div>
  );
}

function Hit({ message, conversation, words }: { message: Message; conversation: Conversation; words: string }) {
  const { t, i18n } = useTranslation("inbox");
  const kindName = useKindName();
  const now = useNow();
  const name = contactName(conversation);
  const speaker =
    message.kind === "note"
      ? t("compose.note")
      : message.author === "customer"
        ? null
        : message.author === "person"
          ? (message.person?.name ?? t("authors.person"))
          : t(`authors.${message.author}`);
  return (
    <li className="border-b border-line/70">
      <Link
        to="/inbox/$queue/$conversationId"
        params={{ queue: "all", conversationId: conversation.id }}
        search={{ message: message.id }}
        className="flex gap-3 rounded-lg px-2 py-3.5 hover:bg-sunken dark:hover:bg-raised"
      >
        <Avatar name={name} size="small" className="mt-0.5" />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
            <time dateTime={message.at} title={exactTime(message.at, i18n.language)} className="shrink-0 text-xs text-ink-faint">
              {shortTime(message.at, i18n.language, now)}
            </time>
          </span>
          <span dir="auto" className="line-clamp-3 text-sm text-ink-soft">
            {speaker && <span className="text-ink-faint">{speaker}: </span>}
            {marked(message.text || kindName(message.kind), words).map((piece, index) =>
              piece.hit ? (
                <mark key={index} className="rounded-sm bg-brass-tint font-semibold text-brass">
                  {piece.text}
                </mark>
              ) : (
                piece.text
              ),
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}

function Hits({ typed }: { typed: string }) {
  const { t } = useTranslation(["inbox", "common"]);
  const words = useMemo(() => parseSearch(typed).words, [typed]);
  const query = useInfiniteQuery({
    queryKey: key("search", typed),
    queryFn: ({ pageParam }) => fetchHits(typed, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });
  const hits = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.isError && !query.data) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows rows={6} label={t("common:loading")} />;
  if (hits.length === 0 && !query.hasNextPage) {
    return (
      <EmptyState icon={SearchX} title={t("inbox:search.nothing")}>
        {t("inbox:search.nothingBody")}
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={classes(query.isPlaceholderData && "opacity-60")} aria-label={t("inbox:search.hits")}>
        {hits.map(({ message, conversation }) => (
          <Hit key={message.id} message={message} conversation={conversation} words={words} />
        ))}
      </ul>
      <LoadMore query={query} />
    </>
  );
}

/** The same words in the order book: an order's number is rarely in what was said. */
function InOrders({ typed }: { typed: string }) {
  const { t } = useTranslation("inbox");
  const reads = useMay("read_orders");
  const q = parseSearch(typed).words;
  if (!reads || !q) return null;
  return (
    <Link to="/orders" search={{ q }} className="-my-2.75 inline-flex items-center gap-2 self-start py-2.75 text-brass hover:underline">
      <Icon of={ShoppingBag} size={16} />
      {t("search.inOrders", { q })}
    </Link>
  );
}

export function SearchScreen() {
  const { t } = useTranslation(["inbox", "common"]);
  const navigate = useNavigate();
  useTitle(t("inbox:search.title"));
  const search = readInboxSearch(useSearch({ strict: false }));
  const [typed, setTyped] = useState(search.q ?? "");
  const settled = useDeferredValue(typed.trim());
  const look = (next: string) => {
    setTyped(next);
    void navigate({ to: "/inbox/search", search: next.trim() ? { q: next.trim() } : {}, replace: true });
  };
  useShortcut({
    keys: "Escape",
    label: t("inbox:backToInbox"),
    group: t("inbox:keys.group"),
    whileTyping: true,
    run: () => void navigate({ to: "/inbox" }),
  });
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-5 px-4 pt-6 pb-16 sm:px-8 sm:pt-10">
      <header className="flex items-center gap-2">
        <Link
          to="/inbox"
          aria-label={t("inbox:backToInbox")}
          className="-ms-2 grid size-10 place-items-center pointer-coarse:size-11 rounded-lg text-ink-soft hover:bg-sunken hover:text-ink rtl:-scale-x-100 dark:hover:bg-raised"
        >
          <Icon of={ArrowLeft} size={20} />
        </Link>
        <h1 className="font-serif text-[1.75rem] leading-tight font-medium">{t("inbox:search.title")}</h1>
      </header>
      <div className="relative">
        <Icon of={Search} className="pointer-events-none absolute start-3.5 top-3.5 text-ink-faint" />
        <input
          type="search"
          autoFocus
          value={typed}
          aria-label={t("inbox:search.title")}
          placeholder={t("inbox:search.placeholder")}
          onChange={(event) => look(event.target.value)}
          className={classes(controlLook, "h-12 ps-10 pe-11 [&::-webkit-search-cancel-button]:hidden")}
        />
        {typed && (
          <button
            type="button"
            aria-label={t("inbox:search.clear")}
            onClick={() => look("")}
            className="absolute end-0.5 top-0.5 grid size-11 place-items-center rounded-md text-ink-faint hover:text-ink"
          >
            <Icon of={X} />
          </button>
        )}
      </div>
      <Filters typed={typed} onChange={look} />
      {settled === "" ? (
        <EmptyState icon={Search} title={t("inbox:search.startTitle")}>
          {t("inbox:search.startBody")}
        </EmptyState>
      ) : (
        <>
          <InOrders typed={settled} />
          <Hits typed={settled} />
        </>
      )}
    </div>
  );
}
