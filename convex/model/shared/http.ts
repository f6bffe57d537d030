/** Answers of our HTTP routes: JSON, and one shape for errors. */

export function jsonResponse(
  status: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}

/** `{"error": code, "message": for people}`; `retryAfterMs` sets Retry-After. */
export function errorResponse(
  status: number,
  error: string,
  options: { message: string; retryAfterMs?: number },
): Response {
  const { message, retryAfterMs } = options;
  return jsonResponse(
    status,
    { error, message },
    retryAfterMs === undefined
      ? {}
      : { "Retry-After": String(Math.max(1, Math.ceil(retryAfterMs / 1000))) },
  );
}
