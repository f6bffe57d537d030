/**
 * Workflows as versions keep them: what they do, without where a node stands on
 * the canvas, how often it ran, or any secret.
 */
import { z } from "zod";
import type { ApiDefinition, ApiWorkflow } from "../kapso/api/schemas";
import { replaceSecrets } from "./masking";

const nodeSchema = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  config: z.unknown(),
});
const edgeSchema = z.object({
  id: z.string(),
  source: z.string(),
  target: z.string(),
  label: z.string(),
  condition: z.string(),
});
const workflowSchema = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  status: z.string(),
  message_debounce_seconds: z.number().nullable(),
  nodes: z.array(nodeSchema),
  edges: z.array(edgeSchema),
});
export type SnapshotWorkflow = z.infer<typeof workflowSchema>;

/** What a version of either source holds. */
export const contentSchema = z.object({
  workflows: z.array(workflowSchema).default([]),
  /** Of the service's own settings. */
  settings: z.record(z.string(), z.unknown()).default({}),
});
export type SettingsContent = z.infer<typeof contentSchema>;

export const EMPTY_CONTENT: SettingsContent = { workflows: [], settings: {} };

export interface PulledWorkflow {
  workflow: ApiWorkflow;
  definition: ApiDefinition;
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

/** Later things of an id that is taken get one of their own. */
function withOwnIds<T extends { id: string }>(things: readonly T[]): T[] {
  const seen = new Map<string, number>();
  return things.map((thing) => {
    const count = (seen.get(thing.id) ?? 0) + 1;
    seen.set(thing.id, count);
    return count === 1 ? thing : { ...thing, id: `${thing.id}#${count}` };
  });
}

/** The snapshot of a project, in an order that its content alone decides. */
export function toSnapshot(
  pulled: readonly PulledWorkflow[],
  maskSecret: (secret: string) => string,
): SettingsContent {
  const workflows = pulled.map(({ workflow, definition }) => ({
    id: workflow.id,
    name: workflow.name,
    slug: workflow.slug ?? "",
    status: workflow.status,
    message_debounce_seconds: workflow.message_debounce_seconds ?? null,
    nodes: withOwnIds(
      definition.nodes.map(({ id, data }) => ({
        id,
        type: data.node_type,
        name: data.display_name ?? "",
        config: replaceSecrets(data.config ?? {}, maskSecret),
      })),
    ).sort(byId),
    edges: withOwnIds(
      definition.edges.map((edge) => ({
        id: edge.id ?? `${edge.source}>${edge.target}:${edge.label ?? ""}`,
        source: edge.source,
        target: edge.target,
        label: edge.label ?? "",
        condition: edge.flow_condition_id ?? "",
      })),
    ).sort(byId),
  }));
  return { workflows: withOwnIds(workflows).sort(byId), settings: {} };
}
