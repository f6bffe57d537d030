/** Everything that stands around the screens: texts, session, data, routes. */
import { ConvexAuthProvider } from "@convex-dev/auth/react";
import { RouterProvider } from "@tanstack/react-router";
import { ConvexReactClient } from "convex/react";
import { useState } from "react";
import { type Loaded, TextProvider } from "../text/TextProvider";
import { Toasts } from "../ui/Toasts";
import { NoInlineStyles } from "../ui/NoInlineStyles";
import { type Config, ConfigContext } from "./config";
import { makeRouter } from "./router";

export function App({ config, texts }: { config: Config; texts: Loaded }) {
  const [client] = useState(
    () => new ConvexReactClient(config.api, { logger: false }),
  );
  const [router] = useState(makeRouter);
  return (
    <NoInlineStyles>
      <TextProvider first={texts}>
        <ConvexAuthProvider client={client} shouldHandleCode={false}>
          <Toasts>
            <ConfigContext value={config}>
              <RouterProvider router={router} />
            </ConfigContext>
          </Toasts>
        </ConvexAuthProvider>
      </TextProvider>
    </NoInlineStyles>
  );
}
