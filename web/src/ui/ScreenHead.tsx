/** A screen's title with its actions; the browser's tab says it too. */
import { type ReactNode, useEffect } from "react";

export function ScreenHead({
  title,
  children,
}: {
  title: string;
  children?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · kapso-crm`;
  }, [title]);
  return (
    <header className="screen-head">
      <h1>{title}</h1>
      <div className="screen-actions">{children}</div>
    </header>
  );
}
