/**
 * A provider on this machine that answers as a model was once written to: it
 * reads aliases out of the request, as a model would.
 */
import { createServer, type IncomingMessage } from "node:http";
import { readdir, readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { z } from "zod";
import { ROOT } from "../checks/processes";

const answerSchema = z.object({
  /** Name of the labelled day that it is an answer to. */
  day: z.string(),
  headline: z.string(),
  bullets: z.array(
    z.object({
      kind: z.string(),
      text: z.string(),
      /** Words of the messages that it cites. */
      says: z.array(z.string()),
    }),
  ),
});
export type ScriptedAnswer = z.infer<typeof answerSchema>;

const FOLDER = path.join(ROOT, "fixtures/digest/answers");

export async function readAnswers(): Promise<ScriptedAnswer[]> {
  const files = (await readdir(FOLDER)).sort();
  return await Promise.all(
    files.map(async (file) =>
      answerSchema.parse(
        JSON.parse(await readFile(path.join(FOLDER, file), "utf8")),
      ),
    ),
  );
}

const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ content: z.string() })),
});

/** Which alias stands before the line that says it; "none" where no line does. */
function aliasOf(said: string, lines: readonly string[]): string {
  const line = lines.find((one) => one.includes(said));
  return /^m\d+/.exec(line ?? "")?.[0] ?? "none";
}

function contentOf(answer: ScriptedAnswer, prompt: string): string {
  const lines = prompt.split("\n");
  const bullets = answer.bullets.map(({ kind, text, says }) => ({
    kind,
    text,
    cites: says.map((said) => aliasOf(said, lines)),
  }));
  return JSON.stringify({ headline: answer.headline, bullets });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk as Uint8Array));
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Serves one answer to every request while `work` runs. */
export async function withScriptedProvider<Result>(
  answer: ScriptedAnswer,
  work: (baseUrl: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer((request, response) => {
    void readBody(request).then((text) => {
      const { model, messages } = requestSchema.parse(JSON.parse(text));
      const prompt = messages.map(({ content }) => content).join("\n");
      const message = {
        role: "assistant",
        content: contentOf(answer, prompt),
        refusal: null,
      };
      response.setHeader("Content-Type", "application/json").end(
        JSON.stringify({
          id: "scripted",
          object: "chat.completion",
          created: 0,
          model,
          choices: [{ index: 0, finish_reason: "stop", message }],
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await work(`http://127.0.0.1:${port}/v1`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
