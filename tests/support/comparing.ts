/** What Kapso knows, what it tells us, and comparing the two. */
import { internal } from "../../convex/_generated/api";
import type { Doc } from "../../convex/_generated/dataModel";
import type { Telling } from "./conversationArbitrary";
import type { KapsoWorld } from "./kapsoApi";
import { deliver } from "./requests";
import { rowsOf } from "./rows";

export interface Comparing {
  /** Kapso knows of it; we only if it is delivered, too. */
  known: (telling: Telling) => void;
  /** Kapso knows of it and delivers it. */
  told: (telling: Telling) => Promise<void>;
  /** The newest comparison, when it has ended or waits for a retry. */
  outcome: () => Promise<Doc<"syncHealth">>;
  reconcile: (mode: "watch" | "repair") => Promise<Doc<"syncHealth">>;
  wamids: () => Promise<string[]>;
}

/** Jobs run by themselves: only `Date` is fake. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

export function comparing(world: KapsoWorld): Comparing {
  const known = (telling: Telling) =>
    world.api.archive.learn({
      body: JSON.parse(JSON.stringify(telling.body)) as Record<string, string>,
    });
  const outcome = async (): Promise<Doc<"syncHealth">> => {
    for (;;) {
      const last = (await rowsOf(world.t, "syncHealth")).at(-1);
      const isWaiting = (last?.retry_at ?? 0) > Date.now();
      if (last !== undefined && (last.status !== "running" || isWaiting)) {
        return last;
      }
      await turn();
    }
  };
  return {
    known,
    told: async (telling) => {
      known(telling);
      await deliver(world.t, telling);
      while (
        (await rowsOf(world.t, "webhookAudit")).some(
          ({ status }) => status === "received",
        )
      ) {
        await turn();
      }
    },
    outcome,
    reconcile: async (mode) => {
      await world.t.mutation(internal.ops.reconcileNow, {
        workspace: "demo",
        mode,
      });
      return await outcome();
    },
    wamids: async () =>
      (await rowsOf(world.t, "messages"))
        .map((row) => row.kapso_message_id)
        .sort(),
  };
}
