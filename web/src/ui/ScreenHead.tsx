/** A screen's title with its actions; the browser's tab says it too. */
import { type ReactNode, useEffect } from "react";

/** What the browser's tab says. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · kapso-crm`;
  }, [title]);
}

export function ScreenHead({
  title,
  children,
}: {
  title: string;
  children?: ReactNode;
}) {
  useTitle(title);
  return (
    <header className="screen-head">
      <h1>{title}</h1>
      <div className="screen-actions">{children}</div>
    </header>
  );
}
