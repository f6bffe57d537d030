/**
 * `GET /media?message_id=…` for members, with the page's session as bearer: a
 * message's file, passed on from Kapso as it comes. The browser never gets
 * Kapso's link, which opens without a key; nothing is kept here, so there is
 * nothing to sweep or to erase.
 */
import { ConvexError, v } from "convex/values";
import { z } from "zod";
import {
  MAX_MEDIA_BYTES,
  mediaAddress,
  metaUrl,
  redirectedAddress,
  servedType,
} from "../../src/lib/kapso/api/media";
import { isTransient } from "../../src/lib/kapso/api/failure";
import { vMedia } from "../../src/lib/crm/events";
import { internal } from "../_generated/api";
import {
  env,
  httpAction,
  internalQuery,
  type ActionCtx,
} from "../_generated/server";
import { errorResponse } from "../model/shared/http";
import { logEvent } from "../model/shared/log";
import { requireRow } from "../model/workspaces/access";
import { loadConnection } from "./keys";
import { fetchMedia, type MediaAnswer } from "./mediaClient";
import { requestKapso } from "./request";

/** Whoever asks brings a token, not a cookie: any page may. */
const CORS = { "Access-Control-Allow-Origin": "*", Vary: "Origin" };
const PREFLIGHT_SECONDS = 600;

const vFound = v.object({
  workspace_id: v.id("workspaces"),
  phone_number_id: v.string(),
  media: vMedia,
});
type Found = typeof vFound.type;

/** What browsers ask before a script of another origin may send a token. */
export const preflight = httpAction(async () =>
  Promise.resolve(
    new Response(null, {
      status: 204,
      headers: {
        ...CORS,
        "Access-Control-Allow-Methods": "GET",
        "Access-Control-Allow-Headers": "authorization",
        "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
      },
    }),
  ),
);

export const serve = httpAction(async (ctx: ActionCtx, request: Request) => {
  const id = new URL(request.url).searchParams.get("message_id") ?? "";
  const found = await findOrRefuse(ctx, id);
  return withCors(
    found instanceof Response
      ? found
      : toResponse(found, await load(ctx, found)),
  );
});

function withCors(response: Response): Response {
  for (const [name, value] of Object.entries(CORS)) {
    response.headers.set(name, value);
  }
  return response;
}

async function findOrRefuse(
  ctx: ActionCtx,
  message_id: string,
): Promise<Found | Response> {
  try {
    return await ctx.runQuery(internal.kapso.media.find, { message_id });
  } catch (error) {
    const data: unknown = error instanceof ConvexError ? error.data : undefined;
    const code = refusedSchema.safeParse(data).data?.code;
    if (code === undefined) {
      throw error;
    }
    return code === "unauthenticated"
      ? errorResponse(401, code, { message: "Sign in." })
      : errorResponse(404, "not_found", { message: "There is no such file." });
  }
}

const refusedSchema = z.object({
  code: z.enum(["unauthenticated", "not_found", "forbidden"]),
});

/**
 * The file of a message that the caller may read.
 *
 * @throws ConvexError `unauthenticated`, `not_found`: also for a message without
 *   a file, one that was deleted, and one of somebody who is being erased.
 */
export const find = internalQuery({
  args: { message_id: v.string() },
  returns: vFound,
  handler: async (ctx, { message_id }): Promise<Found> => {
    const id = ctx.db.normalizeId("messages", message_id);
    const found = id === null ? null : await ctx.db.get("messages", id);
    const { row } = await requireRow(ctx, found, "viewer");
    const conversation = await ctx.db.get("conversations", row.conversation_id);
    const { media, workspace_id } = row;
    if (
      media === undefined ||
      row.revoked_at !== undefined ||
      conversation === null
    ) {
      throw new ConvexError({ code: "not_found" });
    }
    const { phone_number_id } = conversation;
    return { workspace_id, phone_number_id, media };
  },
});

/** Kapso's copy first, else what Meta still has of it. */
async function load(ctx: ActionCtx, found: Found): Promise<MediaAnswer> {
  const { url, byte_size } = found.media;
  if (byte_size !== undefined && byte_size > MAX_MEDIA_BYTES) {
    return { kind: "too_large" };
  }
  const address = mediaAddress(url ?? "", env.KAPSO_API_URL);
  const copy = await fetchMedia(address, env.KAPSO_API_URL);
  return copy.kind === "gone" ? await loadFromMeta(ctx, found) : copy;
}

const metaSchema = z.object({ download_url: z.string() });

async function loadFromMeta(
  ctx: ActionCtx,
  { workspace_id, phone_number_id, media }: Found,
): Promise<MediaAnswer> {
  if (media.media_id === undefined) {
    return { kind: "gone" };
  }
  const connection = await loadConnection(ctx, workspace_id);
  if (typeof connection === "string") {
    return { kind: "gone" };
  }
  const asked = await requestKapso(
    ctx,
    { ...connection, baseUrl: metaUrl(connection.baseUrl) },
    {
      path: `/${encodeURIComponent(media.media_id)}`,
      query: { phone_number_id },
    },
  );
  if (asked.kind === "failure") {
    const { code } = asked.failure;
    return { kind: isTransient(code) ? "unavailable" : "gone" };
  }
  const link = metaSchema.safeParse(asked.body).data?.download_url;
  const address =
    link === undefined
      ? null
      : redirectedAddress(link, connection.baseUrl, env.KAPSO_API_URL);
  return await fetchMedia(address, env.KAPSO_API_URL);
}

function toResponse({ media }: Found, answer: MediaAnswer): Response {
  switch (answer.kind) {
    case "file": {
      const { contentType, isPicture } = servedType([
        answer.contentType,
        media.content_type,
      ]);
      return new Response(answer.body, {
        headers: {
          "Content-Type": contentType,
          "Content-Disposition": isPicture ? "inline" : "attachment",
          "Content-Security-Policy": "default-src 'none'; sandbox",
          "Cross-Origin-Resource-Policy": "cross-origin",
          "Cache-Control": "no-store",
          "Referrer-Policy": "no-referrer",
          "X-Content-Type-Options": "nosniff",
        },
      });
    }
    case "too_large":
      return errorResponse(422, "media_too_large", {
        message: "The file is larger than 16 MiB. See it in WhatsApp.",
      });
    case "gone":
      return errorResponse(410, "media_gone", {
        message: "Neither Kapso nor WhatsApp has the file any more.",
      });
    case "unavailable":
      logEvent("media.unavailable", {});
      return errorResponse(502, "media_unavailable", {
        message: "Kapso did not give the file. Try again.",
      });
  }
}
