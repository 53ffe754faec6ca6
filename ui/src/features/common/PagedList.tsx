// A list that goes on behind a cursor: its rows, what stands there when it is empty, and "show more".
import type { ReactNode } from "react";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Page } from "@/api/types";
import { SkeletonRows } from "@/ui/Skeleton";
import { ErrorNotice } from "./ErrorNotice";
import { LoadMore } from "./LoadMore";
import { Rows } from "./Rows";

interface PagedListProps<T> {
  query: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  label: string;
  empty: ReactNode;
  framed?: boolean;
  children: (item: T) => ReactNode;
}

export function PagedList<T>({ query, label, empty, framed = true, children }: PagedListProps<T>) {
  const { t } = useTranslation();
  if (query.isError && !query.data) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <SkeletonRows framed={framed} label={t("loading")} />;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <>{empty}</>;
  return (
    <>
      <Rows label={label} framed={framed}>
        {items.map(children)}
      </Rows>
      <LoadMore query={query} />
    </>
  );
}
