/** The smallest app that mounts published components and declares a variable. */
import crons from "@convex-dev/crons/convex.config";
import rateLimiter from "@convex-dev/rate-limiter/convex.config";
import { defineApp } from "convex/server";
import { v } from "convex/values";

const app = defineApp({ env: { GREETING: v.optional(v.string()) } });
app.use(crons);
app.use(rateLimiter);

export default app;
