/** What leads out of a sheet: to the same on a page of its own, or away. */
import { Link, type LinkProps } from "@tanstack/react-router";
import { useTexts } from "../text/TextProvider";
import { Icon } from "./Icon";

export function SheetButtons({
  page,
  onClose,
}: {
  page: LinkProps;
  onClose: () => void;
}) {
  const { t } = useTexts();
  return (
    <>
      <Link
        {...page}
        className="icon-button"
        aria-label={t.people.openFull}
        title={t.people.openFull}
      >
        <Icon name="expand" />
      </Link>
      <button
        type="button"
        className="icon-button"
        aria-label={t.close}
        title={t.close}
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
    </>
  );
}
