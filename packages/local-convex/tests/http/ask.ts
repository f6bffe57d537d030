/** Requests as no browser and no `fetch` sends them: any header, any path. */
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
} from "node:http";

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** @param path as it is sent, dots and all */
export async function ask(
  origin: string,
  path: string,
  headers: Readonly<Record<string, string | string[]>> = {},
  { method = "GET", body = "" } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const sent = request({
    hostname: hostname.replace(/^\[|\]$/g, ""),
    ...{ port, path, method, headers },
    agent: false,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve);
    sent.once("error", reject);
  });
  sent.end(body);
  const response = await answered;
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) {
    text += chunk;
  }
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}
