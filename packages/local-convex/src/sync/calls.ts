/** The mutations and actions of one socket, and how their ends are told. */
import { newRequestId } from "../execution/random";
import type { Caller } from "../host/callRequest";
import { type CallOutcome, failureMessage, type Host } from "../host/host";
import { encodeTs } from "../values/timestamp";
import { MAX_PENDING_ACTIONS } from "./limits";
import { type MessageOf, namedFunction } from "./protocol";
import { Receipt } from "./receipts";

type CallMessage = MessageOf<"Mutation"> | MessageOf<"Action">;

const TOO_MANY_ACTIONS = `TooManyActions: ${MAX_PENDING_ACTIONS} actions of this client are running; wait for one of them.`;

/** The mutations and actions of one socket. */
export class Calls {
  /** Mutations run in the order they came, one at a time. */
  #last: Promise<unknown> = Promise.resolve();
  #actions = 0;
  readonly #host: Host;
  readonly #send: (text: string) => unknown;

  constructor(host: Host, send: (text: string) => unknown) {
    this.#host = host;
    this.#send = send;
  }

  /** Resolves after the answer is on its way, to whether it was a success. */
  mutation(
    session: string,
    message: MessageOf<"Mutation">,
    caller: Caller,
  ): Promise<boolean> {
    const running = this.#last.then(() =>
      this.#mutate(session, message, caller),
    );
    this.#last = running.catch(() => undefined);
    return running;
  }

  async #mutate(
    session: string,
    message: MessageOf<"Mutation">,
    caller: Caller,
  ): Promise<boolean> {
    const receipt = new Receipt(session, message.requestId);
    const request = callRequest("mutation", message, caller);
    const { around } = receipt;
    const outcome = await this.#host.call({ ...request, around });
    const ts = receipt.repeatedTs ?? outcome.ts ?? 0n;
    this.#send(responseText("MutationResponse", message, outcome, ts));
    return outcome.failure === null;
  }

  /** One that is too many is refused, not put off: it would hold up all that follows. */
  async action(message: MessageOf<"Action">, caller: Caller): Promise<void> {
    if (this.#actions >= MAX_PENDING_ACTIONS) {
      const refusal = {
        ...{ type: "ActionResponse", requestId: message.requestId },
        ...{ success: false, result: TOO_MANY_ACTIONS, logLines: [] },
      };
      return void this.#send(JSON.stringify(refusal));
    }
    this.#actions += 1;
    try {
      const request = callRequest("action", message, caller);
      const outcome = await this.#host.call(request);
      this.#send(responseText("ActionResponse", message, outcome, null));
    } finally {
      this.#actions -= 1;
    }
  }
}

function callRequest(
  kind: "mutation" | "action",
  message: CallMessage,
  caller: Caller,
) {
  const request = { ...caller.request, requestId: newRequestId() };
  return { kind, ...namedFunction(message), caller: { ...caller, request } };
}

function responseText(
  type: "MutationResponse" | "ActionResponse",
  { requestId }: CallMessage,
  outcome: CallOutcome,
  ts: bigint | null,
): string {
  const { failure, logLines } = outcome;
  if (failure !== null) {
    const result = failureMessage(outcome, failure);
    const failed = { type, requestId, success: false, result };
    return JSON.stringify({ ...failed, errorData: failure.data, logLines });
  }
  const rest = JSON.stringify({
    type,
    requestId,
    success: true,
    logLines,
    ...(ts === null ? {} : { ts: encodeTs(ts) }),
  });
  return `{"result":${outcome.json},${rest.slice(1)}`;
}
