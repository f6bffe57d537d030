/**
 * Fetches one file of Kapso's. Its links open without a key, so none is sent;
 * where they lead is looked at before each step.
 */
import {
  MAX_MEDIA_BYTES,
  MAX_MEDIA_REDIRECTS,
  redirectedAddress,
} from "../../src/lib/kapso/api/media";
import { SECOND_MS } from "../../src/lib/time/units";

/** Until a file of 16 MiB must have come, at 0.3 MiB/s. */
const TIMEOUT_MS = 60 * SECOND_MS;

export type MediaAnswer =
  | {
      kind: "file";
      body: ReadableStream<Uint8Array>;
      contentType: string | null;
    }
  /** No link leads to it any more. */
  | { kind: "gone" }
  | { kind: "too_large" }
  /** It may work later. */
  | { kind: "unavailable" };

/**
 * Never throws for anything that Kapso or the network does.
 *
 * @param first where to begin; null for a link that must not be followed
 * @param apiUrl what the environment says of the read API
 */
export async function fetchMedia(
  first: string | null,
  apiUrl: string | undefined,
): Promise<MediaAnswer> {
  let address = first;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  const end = () => {
    clearTimeout(timer);
    abort.abort();
  };
  try {
    for (let step = 0; step <= MAX_MEDIA_REDIRECTS; step += 1) {
      if (address === null) {
        break;
      }
      const response = await fetch(address, {
        redirect: "manual",
        signal: abort.signal,
      });
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400) {
        return toAnswer(response, end);
      }
      await response.body?.cancel();
      address =
        location === null ? null : redirectedAddress(location, address, apiUrl);
    }
    end();
    return { kind: "gone" };
  } catch {
    end();
    return { kind: "unavailable" };
  }
}

function toAnswer(response: Response, end: () => void): MediaAnswer {
  const { status, headers, body } = response;
  if (status === 200 && body !== null) {
    return Number(headers.get("content-length")) > MAX_MEDIA_BYTES
      ? ended({ kind: "too_large" }, end)
      : {
          kind: "file",
          body: cappedStream(body, end),
          contentType: headers.get("content-type"),
        };
  }
  // Storage answers 403 for a link whose time is over.
  const isGone = [401, 403, 404, 410].includes(status);
  return ended({ kind: isGone ? "gone" : "unavailable" }, end);
}

function ended(answer: MediaAnswer, end: () => void): MediaAnswer {
  end();
  return answer;
}

/** Passes a file on as it comes; one that grows too large breaks off. */
function cappedStream(
  body: ReadableStream<Uint8Array>,
  end: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let size = 0;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      size += value?.length ?? 0;
      if (size > MAX_MEDIA_BYTES) {
        end();
        controller.error(new Error("the file is too large"));
      } else if (done) {
        end();
        controller.close();
      } else {
        controller.enqueue(value);
      }
    },
    cancel: end,
  });
}
