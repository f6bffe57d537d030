import type { StreamId } from "@convex-dev/persistent-text-streaming";
import { httpActionGeneric, httpRouter } from "convex/server";
import { z } from "zod";
import { streaming } from "./people";
import { twilio } from "./sms";

const http = httpRouter();
twilio.registerRoutes(http);
http.route({
  path: "/text",
  method: "POST",
  handler: httpActionGeneric(async (ctx, request) => {
    const id = z.custom<StreamId>().parse(await request.text());
    return await streaming.stream(
      ctx,
      request,
      id,
      async (_ctx, _request, _id, append) => {
        for (const part of ["One. ", "Two. ", "three"]) {
          await append(part);
        }
      },
    );
  }),
});

export default http;
