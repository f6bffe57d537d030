/** Where a request came from, and whose word is taken for it. */
import type { IncomingMessage } from "node:http";
import { type Address, readAddress } from "./address";

type Network = [Address, prefix: number];

/** What stands for several networks. */
const NAMED = new Map([["loopback", ["127.0.0.0/8", "::1/128"]]]);

/** Whether it is an address, a network such as 10.0.0.0/8, or "loopback". */
export function isNetwork(text: string): boolean {
  return NAMED.has(text) || readNetwork(text) !== null;
}

/** The proxies in front of the server, which say for whom they ask. */
export class TrustedProxies {
  readonly #networks: readonly Network[];

  /** @throws Error when an entry is none of {@link isNetwork}. */
  constructor(list: readonly string[]) {
    this.#networks = list
      .flatMap((entry) => NAMED.get(entry) ?? [entry])
      .map((entry) => {
        const network = readNetwork(entry);
        if (network !== null) {
          return network;
        }
        throw new Error(`"${entry}" is no address and no network.`);
      });
  }

  /**
   * The address of who calls; null when the socket has none (any more). Only
   * what a trusted proxy added to `X-Forwarded-For` is believed: from the right,
   * up to the first address that is no such proxy's. What is no address ends it.
   */
  clientAddress(request: IncomingMessage): string | null {
    const header = request.headers["x-forwarded-for"] ?? "";
    const hops = String(header).split(",");
    let client = readAddress(request.socket.remoteAddress ?? "");
    while (client !== null && this.#includes(client)) {
      const before = readAddress(hops.pop()?.trim() ?? "");
      if (before === null) {
        break;
      }
      client = before;
    }
    return client?.toString() ?? null;
  }

  #includes(address: Address): boolean {
    return this.#networks.some(
      ([network, prefix]) =>
        network.kind() === address.kind() && address.match(network, prefix),
    );
  }
}

function readNetwork(text: string): Network | null {
  const [start = "", prefix, ...rest] = text.split("/");
  const address = readAddress(start);
  if (address === null || rest.length > 0) {
    return null;
  }
  const bits = 8 * address.toByteArray().length;
  if (prefix === undefined) {
    return [address, bits];
  }
  const isPrefix = /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
  return isPrefix ? [address, Number(prefix)] : null;
}
