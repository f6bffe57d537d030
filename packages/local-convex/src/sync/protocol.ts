/** The messages of the WebSocket protocol, as convex 1.48 speaks it; no state. */
import { z } from "zod";
import { jsonValue } from "../host/json";
import { isJsonObject } from "../values/json";
import { JsonLimitError, parseUntrustedJson } from "../host/untrustedJson";
import { encodeTs } from "../values/timestamp";
import { MAX_MODIFICATIONS, MAX_SUBSCRIPTIONS } from "./limits";

const counter = z.number().int().nonnegative();
/** A list of one; older clients leave out an empty object. */
const argsList = z.array(jsonValue).max(1);

/** The function a message names, and its arguments. */
const named = {
  udfPath: z.string(),
  args: argsList,
  componentPath: z.string().nullish(),
};

const modification = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("Add"),
    queryId: counter,
    ...named,
    journal: z.string().nullish(),
  }),
  z.object({ type: z.literal("Remove"), queryId: counter }),
]);

const request = { requestId: counter, ...named };

export const clientMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("Connect"),
    sessionId: z.string().min(1).max(100),
    maxObservedTimestamp: z.string().optional(),
    /** The client's clock, ms. */
    clientTs: z.number().optional(),
  }),
  z.object({
    type: z.literal("Authenticate"),
    tokenType: z.enum(["Admin", "User", "None"]),
    value: z.string().default(""),
    baseVersion: counter,
    impersonating: z.record(z.string(), jsonValue).nullish(),
  }),
  z.object({
    type: z.literal("ModifyQuerySet"),
    baseVersion: counter,
    newVersion: counter,
    modifications: z.array(modification),
  }),
  z.object({ type: z.literal("Mutation"), ...request }),
  z.object({ type: z.literal("Action"), ...request }),
  z.object({ type: z.literal("Event") }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;
export type MessageOf<T extends ClientMessage["type"]> = Extract<
  ClientMessage,
  { type: T }
>;

/**
 * @throws JsonLimitError when it is beyond a limit.
 * @throws Error when it is no message.
 */
export function parseClientMessage(text: string): ClientMessage {
  const message = parseUntrustedJson(text);
  // Before each of them is looked at.
  if (isJsonObject(message) && Array.isArray(message["modifications"])) {
    if (message["modifications"].length > MAX_MODIFICATIONS) {
      throw new JsonLimitError(
        `A client has at most ${MAX_SUBSCRIPTIONS} subscriptions, a message at most ${MAX_MODIFICATIONS} changes of them.`,
      );
    }
  }
  return clientMessage.parse(message);
}

/** As the host takes it. */
export function namedFunction({
  udfPath: path,
  args,
  componentPath,
}: z.infer<z.ZodObject<typeof named>>) {
  return { path, component: componentPath ?? "", args: args[0] ?? {} };
}

/** What a client has seen; every Transition leads from one to the next. */
export interface StateVersion {
  querySet: number;
  identity: number;
  /** Ns. */
  ts: bigint;
}

export const START_VERSION: StateVersion = { querySet: 0, identity: 0, ts: 0n };

/** `modifications` are JSON texts, so that a result is written out once for all its readers. */
export function transitionText(
  start: StateVersion,
  end: StateVersion,
  modifications: readonly string[],
  clientClockSkew: number | undefined,
): string {
  const rest = JSON.stringify({
    startVersion: { ...start, ts: encodeTs(start.ts) },
    endVersion: { ...end, ts: encodeTs(end.ts) },
    clientClockSkew,
  });
  return `{"type":"Transition","modifications":[${modifications.join()}],${rest.slice(1)}`;
}
