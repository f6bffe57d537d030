/** Components as they are published, each used as its README shows. */
import actionRetrier from "@convex-dev/action-retrier/convex.config.js";
import geospatial from "@convex-dev/geospatial/convex.config.js";
import persistentTextStreaming from "@convex-dev/persistent-text-streaming/convex.config.js";
import presence from "@convex-dev/presence/convex.config.js";
import shardedCounter from "@convex-dev/sharded-counter/convex.config.js";
import twilio from "@convex-dev/twilio/convex.config.js";
import workflow from "@convex-dev/workflow/convex.config.js";
import { defineApp } from "convex/server";

const app = defineApp();
app.use(actionRetrier);
app.use(geospatial);
app.use(persistentTextStreaming);
app.use(presence);
app.use(shardedCounter);
app.use(twilio);
app.use(workflow);

export default app;
