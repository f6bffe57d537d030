/** `POST /leads/<form_key>` and its preflight: see docs/lead-form.md. */
import { v } from "convex/values";
import { z } from "zod";
import { readSubmission, type Submission } from "../../src/lib/leads/form";
import { readCapped } from "../../src/lib/webhooks/body";
import { sha256Hex } from "../../src/lib/crypto/sha256";
import { limitKey } from "../../src/lib/webhooks/address";
import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import {
  httpAction,
  internalMutation,
  internalQuery,
  type ActionCtx,
} from "../_generated/server";
import { rateLimiter } from "../componentClients";
import schema from "../schema";
import { findOpenForm, keepSubmission } from "../model/leads/forms";
import { errorResponse, jsonResponse } from "../model/shared/http";
import { errorName, logEvent } from "../model/shared/log";

const PATH = "/leads/";
const MAX_BODY_BYTES = 16 * 1024;
/** Hex digits of a limit's bucket: at most 65,536. */
const BUCKET_DIGITS = 4;
/** How long a browser may keep the answer to a preflight. */
const PREFLIGHT_SECONDS = 600;

type Form = Doc<"leadForms">;

/** The form of a key, if it takes submissions. */
export const findForm = internalQuery({
  args: { form_key: v.string() },
  returns: v.union(v.null(), schema.doc("leadForms")),
  handler: async (ctx, { form_key }): Promise<Form | null> =>
    await findOpenForm(ctx, form_key),
});

/** Keeps what was read from a request; false when the form is gone by now. */
export const keep = internalMutation({
  args: {
    form_key: v.string(),
    answers: v.record(v.string(), v.string()),
  },
  returns: v.boolean(),
  handler: async (ctx, { form_key, answers }) => {
    const form = await findOpenForm(ctx, form_key);
    if (form !== null) {
      await keepSubmission(ctx, form, answers);
    }
    return form !== null;
  },
});

/** What browsers ask before a script of another origin may send JSON. */
export const preflight = httpAction(async (ctx: ActionCtx, request) => {
  const form = await loadForm(ctx, request);
  const cors = form === null ? null : corsOf(request, form);
  if (cors === null) {
    return unknownOrigin();
  }
  return new Response(null, {
    status: 204,
    headers: {
      ...cors,
      "Access-Control-Allow-Methods": "POST",
      "Access-Control-Allow-Headers": "content-type",
      "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
    },
  });
});

export const submit = httpAction(async (ctx: ActionCtx, request) => {
  const limited = await limit(ctx, formKeyOf(request));
  if (limited !== null) {
    return limited;
  }
  const form = await loadForm(ctx, request);
  const cors = form === null ? null : corsOf(request, form);
  if (form === null || cors === null) {
    return unknownOrigin();
  }
  const answer = await answerTo(ctx, request, form);
  for (const [name, value] of Object.entries(cors)) {
    answer.headers.set(name, value);
  }
  return answer;
});

const formKeyOf = (request: Request): string =>
  new URL(request.url).pathname.slice(PATH.length);

async function loadForm(
  ctx: ActionCtx,
  request: Request,
): Promise<Form | null> {
  const form_key = formKeyOf(request);
  return await ctx.runQuery(internal.leads.submissions.findForm, { form_key });
}

/** Before anything else: so many by key and address. */
async function limit(
  ctx: ActionCtx,
  formKey: string,
): Promise<Response | null> {
  try {
    const { ip } = await ctx.meta.getRequestMetadata();
    const key = await bucketOf(formKey, ip);
    const { ok, retryAfter } = await rateLimiter.limit(ctx, "leadForm", {
      key,
    });
    return ok
      ? null
      : errorResponse(429, "rate_limited", {
          message: "Too many submissions. Please try again later.",
          retryAfterMs: retryAfter,
        });
  } catch (error) {
    // A limit that cannot be counted limits nobody.
    logEvent("form.not_counted", { error_name: errorName(error) });
    return null;
  }
}

/** A bounded number of buckets, whatever keys somebody makes up. */
async function bucketOf(formKey: string, ip: string | null): Promise<string> {
  const text = `${formKey} ${limitKey(ip)}`;
  const hash = await sha256Hex(new TextEncoder().encode(text));
  return hash.slice(0, BUCKET_DIGITS);
}

/** For the exact origins of the form only; null for any other. */
function corsOf(
  request: Request,
  { origins }: Form,
): Record<string, string> | null {
  const origin = request.headers.get("Origin");
  return origin === null || !origins.includes(origin)
    ? null
    : { "Access-Control-Allow-Origin": origin, Vary: "Origin" };
}

const unknownOrigin = () =>
  errorResponse(403, "unknown_origin", {
    message: "This form may not be sent from here.",
  });

async function answerTo(
  ctx: ActionCtx,
  request: Request,
  form: Form,
): Promise<Response> {
  const read = await readCapped(request.body, MAX_BODY_BYTES);
  if (read.kind === "too_large") {
    return errorResponse(413, "body_too_large", {
      message: "This is more than the form takes.",
    });
  }
  const text = new TextDecoder().decode(read.bytes);
  const type = request.headers.get("Content-Type")?.split(";")[0]?.trim();
  const isJson = type === "application/json";
  const sent = isJson ? readJson(text) : readForm(type, text);
  if (sent === null) {
    return errorResponse(400, "invalid_body", {
      message: "Send the fields as JSON or as a form.",
    });
  }
  const submission = readSubmission(form.fields, sent, {
    asksConsent: form.consent_text !== undefined,
    isTimed: isJson,
  });
  return await settle(ctx, form, submission, isJson);
}

const sentSchema = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()]),
);

function readJson(text: string): Record<string, string> | null {
  try {
    const read = sentSchema.safeParse(JSON.parse(text));
    return read.success
      ? Object.fromEntries(
          Object.entries(read.data).map(([key, value]) => [
            key,
            value === false ? "" : String(value),
          ]),
        )
      : null;
  } catch {
    return null;
  }
}

function readForm(
  type: string | undefined,
  text: string,
): Record<string, string> | null {
  return type === "application/x-www-form-urlencoded"
    ? Object.fromEntries(new URLSearchParams(text))
    : null;
}

/** Does what is to be done and answers in the form that was asked in. */
async function settle(
  ctx: ActionCtx,
  form: Form,
  submission: Submission,
  isJson: boolean,
): Promise<Response> {
  switch (submission.kind) {
    case "problems": {
      const message = "Some fields are missing or not right.";
      const { problems: fields } = submission;
      return isJson
        ? jsonResponse(400, { error: "invalid_fields", message, fields })
        : page(400, `${message} ${describe(form, fields)}`);
    }
    case "too_fast": {
      const message =
        "That was very fast. Please wait a moment and send again.";
      return isJson
        ? errorResponse(400, "too_fast", { message })
        : page(400, message);
    }
    // A program is told what it wants to hear.
    case "program":
      return thank(form, isJson);
    case "answers": {
      const { answers } = submission;
      const { form_key } = form;
      const args = { form_key, answers };
      const isKept = await ctx.runMutation(
        internal.leads.submissions.keep,
        args,
      );
      return isKept ? thank(form, isJson) : unknownOrigin();
    }
  }
}

function thank(form: Form, isJson: boolean): Response {
  if (isJson) {
    return jsonResponse(201, { status: "accepted" });
  }
  return form.redirect_url === undefined
    ? page(200, "Thank you. We have received your message.")
    : new Response(null, {
        status: 303,
        headers: { Location: form.redirect_url },
      });
}

const describe = (form: Form, problems: Record<string, string>): string =>
  Object.entries(problems)
    .map(([key, problem]) => {
      const label = form.fields.find((field) => field.key === key)?.label;
      return `${label ?? key}: ${problem.replaceAll("_", " ")}.`;
    })
    .join(" ");

/** Plain text: nothing that was sent can become markup. */
const page = (status: number, text: string): Response =>
  new Response(`${text}\n`, {
    status,
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
    },
  });
