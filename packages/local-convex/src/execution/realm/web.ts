/**
 * What of the web the realms of queries and mutations are given: Node's own
 * classes that work without waiting. What answers by a promise would answer in
 * the host's realm, where guest code does not wait.
 */
export const webClasses = {
  AbortController,
  AbortSignal,
  Blob,
  CryptoKey,
  DOMException,
  Event,
  EventTarget,
  FormData,
  Headers,
  ReadableStream,
  Request,
  Response,
  TextDecoder,
  TransformStream,
  URL,
  URLSearchParams,
  WritableStream,
  atob,
  btoa,
  structuredClone,
} as const;
