/** The mutations and actions of one socket, and how their ends are told. */
import { newRequestId } from "../execution/random";
import {
  type Caller,
  type CallOutcome,
  failureMessage,
  type Host,
} from "../host";
import { encodeTs } from "../values/timestamp";
import { type MessageOf, namedFunction } from "./protocol";
import { Receipt } from "./receipts";

type CallMessage = MessageOf<"Mutation"> | MessageOf<"Action">;

export class Calls {
  /** Mutations run in the order they came, one at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly host: Host,
    private readonly send: (text: string) => unknown,
  ) {}

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
    const outcome = await this.host.call({ ...request, around });
    const ts = receipt.repeatedTs ?? outcome.ts ?? 0n;
    this.send(responseText("MutationResponse", message, outcome, ts));
    return outcome.failure === null;
  }

  async action(message: MessageOf<"Action">, caller: Caller): Promise<void> {
    const request = callRequest("action", message, caller);
    const outcome = await this.host.call(request);
    this.send(responseText("ActionResponse", message, outcome, null));
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
