/**
 * The provider's side of the connection: one POST with keep-alive, a time limit
 * and, for chaos, an answer that is never read.
 */
import http from "node:http";
import https from "node:https";
import { performance } from "node:perf_hooks";

/** The provider gives up on an answer after this long (contract section 2). */
export const ANSWER_LIMIT_MS = 10_000;

export interface Answer {
  /** HTTP status, or 0 when none was read. */
  status: number;
  body: string;
  /** From the first byte written to the last byte read. */
  milliseconds: number;
  /** Why there is no status. */
  failure?: "timeout" | "connection" | "dropped";
}

export interface Request {
  body: Buffer;
  headers: Readonly<Record<string, string>>;
  /** Cut the connection once the body is written, before any answer is read. */
  isAnswerDropped?: boolean;
}

export class Wire {
  readonly #target: URL;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;
  readonly #limitMs: number;

  /**
   * @param url where deliveries go
   * @param connections kept open at most
   */
  constructor(url: string, connections: number, limitMs = ANSWER_LIMIT_MS) {
    this.#limitMs = limitMs;
    this.#target = new URL(url);
    const { Agent, request } =
      this.#target.protocol === "https:" ? https : http;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    this.#request = request;
  }

  /** Never rejects: a failure is an answer without a status. */
  post(delivery: Request): Promise<Answer> {
    const startedAt = performance.now();
    const elapsed = () => performance.now() - startedAt;
    return new Promise((resolve) => {
      const fail = (failure: Answer["failure"]) => {
        resolve({ status: 0, body: "", milliseconds: elapsed(), failure });
      };
      const request = this.#request(
        this.#target,
        {
          method: "POST",
          agent: this.#agent,
          headers: {
            ...delivery.headers,
            "Content-Length": delivery.body.length,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", () => fail("connection"));
          response.on("end", () => {
            clearTimeout(timer);
            resolve({
              status: response.statusCode ?? 0,
              body: Buffer.concat(chunks).toString("utf8"),
              milliseconds: elapsed(),
            });
          });
        },
      );
      const timer = setTimeout(() => {
        fail("timeout");
        request.destroy();
      }, this.#limitMs);
      request.on("error", () => {
        clearTimeout(timer);
        fail("connection");
      });
      request.end(delivery.body, () => {
        if (delivery.isAnswerDropped === true) {
          clearTimeout(timer);
          fail("dropped");
          request.destroy();
        }
      });
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
