// The rest of a long list, one page at a time.
import { Button } from "./Button";

export function LoadMore({ hasMore, loading, onMore, label }: { hasMore: boolean; loading: boolean; onMore: () => void; label: string }) {
  if (!hasMore) return null;
  return (
    <div className="flex justify-center py-4">
      <Button busy={loading} onClick={onMore}>
        {label}
      </Button>
    </div>
  );
}
