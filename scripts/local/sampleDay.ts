/** A day of invented customers for a newcomer, through the real webhook. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { ROOT } from "../checks/processes";
import { createAdminClient, createMemberClient } from "../sim/adminClient";
import { runScenario } from "../sim/run";
import { settle } from "../sim/tables";

const PEOPLE = 30;
/** Parallel deliveries: a machine that builds as well keeps up. */
const SENDERS = 6;
const MAX_SEED = 2 ** 31;

export type SampleDayOutcome =
  | "told"
  /** Real people have written: invented ones would stand among them. */
  | "not_empty"
  /** Somebody has pressed it already. */
  | "running";

export interface SampleDayTarget {
  api: string;
  adminKey: string;
  webhook: string;
  /** Where the secret lies, unless the environment gave it. */
  secretFile: string;
  secret: string | undefined;
  workspaceId: string;
  /** The subject of the demo's owner. */
  owner: string;
}

const statusSchema = z.object({ can_send_sample: z.boolean() });

async function tell(target: SampleDayTarget): Promise<SampleDayOutcome> {
  const { api, adminKey, owner, workspaceId } = target;
  const asOwner = createMemberClient(api, adminKey, owner);
  const status = await asOwner.call("setup:status", {
    workspace_id: workspaceId,
  });
  if (!statusSchema.parse(status).can_send_sample) {
    return "not_empty";
  }
  const secret = target.secret ?? (await readFile(target.secretFile, "utf8"));
  await runScenario({
    ...{ scenario: "day", url: target.webhook, secret: secret.trim() },
    ...{ people: PEOPLE, senders: SENDERS, isBuffered: false },
    seed: Math.floor(Math.random() * MAX_SEED),
    timeFactor: 0.01,
    fixtures: path.join(ROOT, "fixtures/kapso"),
    now: Date.now(),
  });
  await settle(createAdminClient(api, adminKey));
  return "told";
}

/** What tells the day; one at a time. */
export function sampleDayOf(
  target: SampleDayTarget,
): () => Promise<SampleDayOutcome> {
  let isRunning = false;
  return async () => {
    if (isRunning) {
      return "running";
    }
    isRunning = true;
    try {
      return await tell(target);
    } finally {
      isRunning = false;
    }
  };
}
