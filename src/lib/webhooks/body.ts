/** Reads a request body without ever holding more of it than allowed. */

export type CappedBody =
  { kind: "ok"; bytes: Uint8Array<ArrayBuffer> } | { kind: "too_large" };

/**
 * Reads a stream to its end, counting: a length header may be absent or a lie.
 * Past `maxBytes` the stream is cancelled and nothing is kept.
 *
 * @throws whatever the stream fails with, e.g. when the sender goes away.
 */
export async function readCapped(
  stream: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<CappedBody> {
  if (stream === null) {
    return { kind: "ok", bytes: new Uint8Array(0) };
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    size += value.length;
    if (size > maxBytes) {
      await reader.cancel();
      return { kind: "too_large" };
    }
    chunks.push(value);
  }
  return { kind: "ok", bytes: join(chunks, size) };
}

function join(chunks: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
