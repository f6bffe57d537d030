/** What a page is subscribed to, by what its sockets send. */
import type { Page, WebSocket } from "playwright-core";
import { z } from "zod";

/** Of the sync protocol (convex/browser), as far as it is needed here. */
const querySetSchema = z.object({
  type: z.literal("ModifyQuerySet"),
  modifications: z.array(
    z.discriminatedUnion("type", [
      z.object({
        type: z.literal("Add"),
        queryId: z.number(),
        udfPath: z.string(),
      }),
      z.object({ type: z.literal("Remove"), queryId: z.number() }),
    ]),
  ),
});

export interface Subscriptions {
  /** The functions that are subscribed to, one entry a subscription. */
  now: () => string[];
  /** The most at one time since this was last asked, of a function or of all. */
  takeMost: (path?: string) => number;
}

function readFrame(payload: string | Buffer) {
  const parsed = querySetSchema.safeParse(JSON.parse(payload.toString()));
  return parsed.success ? parsed.data.modifications : [];
}

/** @param page before it is opened */
export function watchSubscriptions(page: Page): Subscriptions {
  let current = new Map<number, string>();
  /** By function; all of them under "". */
  const most = new Map<string, number>();
  const count = (path: string) =>
    [...current.values()].filter((other) => path === "" || path === other)
      .length;
  page.on("websocket", (socket: WebSocket) => {
    const queries = new Map<number, string>();
    current = queries;
    socket.on("framesent", ({ payload }) => {
      for (const change of readFrame(payload)) {
        if (change.type === "Remove") {
          queries.delete(change.queryId);
        } else {
          queries.set(change.queryId, change.udfPath);
        }
      }
      for (const path of new Set(["", ...queries.values()])) {
        most.set(path, Math.max(most.get(path) ?? 0, count(path)));
      }
    });
  });
  return {
    now: () => [...current.values()],
    takeMost: (path = "") => {
      const taken = most.get(path) ?? 0;
      most.delete(path);
      return taken;
    },
  };
}
