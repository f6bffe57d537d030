/** Keeps the components from adding style elements, which the CSP refuses. */
import { CSPProvider } from "@base-ui/react/csp-provider";
import type { ReactNode } from "react";

export function NoInlineStyles({ children }: { children: ReactNode }) {
  return <CSPProvider disableStyleElements>{children}</CSPProvider>;
}
