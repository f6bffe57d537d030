/** Asks for the next rows of a paginated list, while there are more. */
import type { PaginationStatus } from "convex/react";
import { useTexts } from "../text/TextProvider";

/** @param pageSize how many rows it asks for */
export function OlderButton({
  list: { status, loadMore },
  pageSize,
}: {
  list: { status: PaginationStatus; loadMore: (rows: number) => void };
  pageSize: number;
}) {
  const { t } = useTexts();
  return status === "CanLoadMore" ? (
    <button
      className="button quiet"
      type="button"
      onClick={() => loadMore(pageSize)}
    >
      {t.older}
    </button>
  ) : null;
}
