/** Everything that stands around the screens: texts, session, data, routes. */
import { ConvexAuthProvider } from "@convex-dev/auth/react";
import { RouterProvider } from "@tanstack/react-router";
import { ConvexReactClient } from "convex/react";
import { useState } from "react";
import { TextProvider } from "../text/TextProvider";
import { Toasts } from "../ui/Toasts";
import { NoInlineStyles } from "../ui/NoInlineStyles";
import type { Config } from "./config";
import { makeRouter } from "./router";

export function App({ config }: { config: Config }) {
  const [client] = useState(
    () => new ConvexReactClient(config.api, { logger: false }),
  );
  const [router] = useState(makeRouter);
  return (
    <NoInlineStyles>
      <TextProvider>
        <ConvexAuthProvider client={client} shouldHandleCode={false}>
          <Toasts>
            <RouterProvider router={router} />
          </Toasts>
        </ConvexAuthProvider>
      </TextProvider>
    </NoInlineStyles>
  );
}
