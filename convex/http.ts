/** Routes to handlers, nothing else. */
import { httpRouter } from "convex/server";
import { auth } from "./auth";
import { receive as receiveMailEvent } from "./auth/mailEvents";
import { serve } from "./downloads/serve";
import {
  preflight as preflightMedia,
  serve as serveMedia,
} from "./kapso/media";
import { serve as serveMetrics } from "./metrics/serve";
import { health } from "./health";
import { preflight, submit } from "./leads/submissions";
import { describeEndpoint, receive } from "./webhooks/receive";

const http = httpRouter();

auth.addHttpRoutes(http);

http.route({ path: "/webhooks/kapso", method: "POST", handler: receive });
http.route({
  path: "/webhooks/kapso",
  method: "GET",
  handler: describeEndpoint,
});
http.route({
  pathPrefix: "/webhooks/kapso/",
  method: "POST",
  handler: receive,
});
http.route({
  pathPrefix: "/webhooks/kapso/",
  method: "GET",
  handler: describeEndpoint,
});
http.route({ path: "/downloads", method: "GET", handler: serve });
http.route({ pathPrefix: "/leads/", method: "POST", handler: submit });
http.route({ pathPrefix: "/leads/", method: "OPTIONS", handler: preflight });
http.route({
  path: "/mail/resend",
  method: "POST",
  handler: receiveMailEvent,
});
http.route({ path: "/media", method: "GET", handler: serveMedia });
http.route({ path: "/media", method: "OPTIONS", handler: preflightMedia });
http.route({ path: "/metrics", method: "GET", handler: serveMetrics });
http.route({ path: "/health", method: "GET", handler: health });

export default http;
