// The rest of a long list, one page at a time.
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

export function LoadMore({ query }: { query: Pages }) {
  const { t } = useTranslation("common");
  if (!query.hasNextPage) return null;
  return (
    <div className="flex justify-center py-4">
      <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t("more")}
      </Button>
    </div>
  );
}
