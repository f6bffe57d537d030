/**
 * Components and the environment of the functions. Every name here is optional:
 * what is missing switches one ability off and says so where it is used.
 */
import aggregate from "@convex-dev/aggregate/convex.config";
import crons from "@convex-dev/crons/convex.config";
import migrations from "@convex-dev/migrations/convex.config";
import rateLimiter from "@convex-dev/rate-limiter/convex.config";
import resend from "@convex-dev/resend/convex.config";
import workpool from "@convex-dev/workpool/convex.config";
import { defineApp } from "convex/server";
import { v } from "convex/values";

const app = defineApp({
  env: {
    /** Verifies deliveries to the deployment-wide endpoint. */
    KAPSO_WEBHOOK_SECRET: v.optional(v.string()),
    /** Still accepted while the secret is being changed. */
    KAPSO_WEBHOOK_SECRET_PREVIOUS: v.optional(v.string()),
    /** Verifies `X-Hub-Signature-256` of Meta-forwarded deliveries. */
    KAPSO_META_APP_SECRET: v.optional(v.string()),
    /** Reads from Kapso for workspaces without a key of their own. */
    KAPSO_API_KEY: v.optional(v.string()),
    /** Kapso's read API, or a simulator of it; plain http to loopback only. */
    KAPSO_API_URL: v.optional(v.string()),
    /** "keyid:base64" of 32 bytes; several, comma-separated, newest first. */
    CRM_MASTER_KEY: v.optional(v.string()),
    /** An OpenAI-compatible endpoint; without it (and a key) no AI is called. */
    AI_BASE_URL: v.optional(v.string()),
    AI_API_KEY: v.optional(v.string()),
    AI_MODEL: v.optional(v.string()),
    /** For the one retry that may cost more; default: the same model. */
    AI_MODEL_LARGE: v.optional(v.string()),
    /** openai, xai, gemini, local or other; default: by the address. */
    AI_PROVIDER: v.optional(v.string()),
    /** "yes": the operator vouches that the endpoint learns nothing from us. */
    AI_NO_TRAINING: v.optional(v.string()),
    /** "input/output" in USD per million tokens for models without a price. */
    AI_UNKNOWN_MODEL_PRICE: v.optional(v.string()),
    /** Signs the sessions' tokens: RSA, PKCS #8 PEM, spaces for line breaks. */
    JWT_PRIVATE_KEY: v.optional(v.string()),
    /** The public half, as a JSON Web Key Set. */
    JWKS: v.optional(v.string()),
    /** The origin of the page: sign-in links and providers lead there. */
    SITE_URL: v.optional(v.string()),
    /** Where browsers reach the site, if it is not the deployment's own address. */
    CUSTOM_AUTH_SITE_URL: v.optional(v.string()),
    /** The company's OpenID Connect provider; all three or none. */
    OIDC_ISSUER: v.optional(v.string()),
    OIDC_CLIENT_ID: v.optional(v.string()),
    OIDC_CLIENT_SECRET: v.optional(v.string()),
    /** Sends mails; without it (and MAIL_FROM) they wait for an operator. */
    RESEND_API_KEY: v.optional(v.string()),
    /** Verifies what Resend says of mails; without it nobody learns of bounces. */
    RESEND_WEBHOOK_SECRET: v.optional(v.string()),
    /** As in "CRM <crm@example.com>", of a domain that Resend knows. */
    MAIL_FROM: v.optional(v.string()),
    /** Lets Prometheus read `GET /metrics`; 16 bytes or more. */
    CRM_METRICS_TOKEN: v.optional(v.string()),
    /** "yes": notifications may be posted to this machine; for development. */
    NOTIFY_LOOPBACK: v.optional(v.string()),
  },
});
app.use(aggregate, { name: "contactCounts" });
app.use(crons);
app.use(migrations);
app.use(rateLimiter);
app.use(resend);
app.use(workpool, { name: "digestPool" });

export default app;
