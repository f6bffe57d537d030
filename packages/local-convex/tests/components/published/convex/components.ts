/** The mounts of this app, typed as generated code would have them. */
import type { ActionRetrier } from "@convex-dev/action-retrier";
import type { GeospatialIndex } from "@convex-dev/geospatial";
import type { PersistentTextStreaming } from "@convex-dev/persistent-text-streaming";
import type { Presence } from "@convex-dev/presence";
import type { ShardedCounter } from "@convex-dev/sharded-counter";
import type { Twilio } from "@convex-dev/twilio";
import type { WorkflowManager } from "@convex-dev/workflow";
import { componentsGeneric } from "convex/server";
import { z } from "zod";

type MountOf<Client extends abstract new (...args: never) => unknown> =
  ConstructorParameters<Client>[0];

interface Mounts {
  actionRetrier: MountOf<typeof ActionRetrier>;
  geospatial: MountOf<typeof GeospatialIndex>;
  persistentTextStreaming: MountOf<typeof PersistentTextStreaming>;
  presence: MountOf<typeof Presence>;
  shardedCounter: MountOf<typeof ShardedCounter>;
  twilio: MountOf<typeof Twilio>;
  workflow: MountOf<typeof WorkflowManager>;
}

export const components = z.custom<Mounts>().parse(componentsGeneric());
