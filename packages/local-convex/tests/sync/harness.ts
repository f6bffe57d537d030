/** Servers with the sync tests' app, and official clients that end with the test. */
import { fileURLToPath } from "node:url";
import { ConvexClient, type ConvexClientOptions } from "convex/browser";
import {
  anyApi,
  type ApiFromModules,
  type FunctionReference,
} from "convex/server";
import type { Value } from "convex/values";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import type { StartServerOptions } from "../../src/host/server";
import { fixturePushFile, startFixture, type TestServer } from "../hostHarness";
import type * as marks from "./app/convex/marks";
import type * as messages from "./app/convex/messages";

export const SYNC_APP = fileURLToPath(new URL("app", import.meta.url));

export async function startSync(
  options: Partial<StartServerOptions> = {},
): Promise<TestServer> {
  const pushFile = await fixturePushFile(SYNC_APP);
  return startFixture({ pushFile, ...options });
}

type Modules = {
  messages: typeof messages;
  marks: typeof marks;
};
export const api = z.custom<ApiFromModules<Modules>>().parse(anyApi);

/** `ws` behaves like the browser's; only the types differ. */
export const webSocketConstructor = z
  .custom<typeof globalThis.WebSocket>((value) => typeof value === "function")
  .parse(WebSocket);

export function connect(
  url: string,
  options: ConvexClientOptions = {},
): ConvexClient {
  const client = new ConvexClient(url, {
    webSocketConstructor,
    logger: false,
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** Every result of a query, in order; a failure is the error. */
export class Watch {
  readonly seen: unknown[] = [];
  #wake: () => void = () => undefined;
  readonly stop: () => void;

  constructor(
    client: ConvexClient,
    query: FunctionReference<"query">,
    args: Record<string, Value> = {},
  ) {
    this.stop = client.onUpdate(
      query,
      args,
      (value) => this.#add(value),
      (error) => this.#add(error),
    );
  }

  /** Resolves to the first result, past or coming, that passes; skips the first `from`. */
  async until(passes: (value: unknown) => boolean, from = 0): Promise<unknown> {
    for (;;) {
      const found = this.seen.findIndex((v, at) => at >= from && passes(v));
      if (found !== -1) {
        return this.seen[found];
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #add(value: unknown): void {
    this.seen.push(value);
    this.#wake();
  }
}
