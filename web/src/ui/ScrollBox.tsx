/** What may be wider than the screen scrolls by itself, with the keyboard too. */
import type { ReactNode } from "react";

export function ScrollBox({
  label,
  className = "table-box",
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // Without a tab stop the keyboard could not scroll it.
    <div className={className} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
