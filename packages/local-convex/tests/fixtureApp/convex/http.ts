import { httpRouter } from "convex/server";
import { api } from "./_generated/api";
import { httpAction } from "./_generated/server";

const http = httpRouter();

http.route({
  path: "/events",
  method: "POST",
  handler: httpAction(async (ctx, request) => {
    const { key } = await request.json();
    const id = await ctx.runMutation(api.events.record, { key });
    return Response.json({ id }, { status: 201 });
  }),
});

http.route({
  path: "/files/exact",
  method: "GET",
  handler: httpAction(async () => new Response("exact")),
});

http.route({
  pathPrefix: "/files/",
  method: "GET",
  handler: httpAction(async () => new Response("short prefix")),
});

http.route({
  pathPrefix: "/files/deep/",
  method: "GET",
  handler: httpAction(async (_ctx, request) => {
    return new Response(`deep ${new URL(request.url).search}`);
  }),
});

http.route({
  path: "/stream",
  method: "GET",
  handler: httpAction(async () => {
    const parts = ["one,", "two,", "three"];
    const encoder = new TextEncoder();
    const body = new ReadableStream({
      pull(controller) {
        const part = parts.shift();
        if (part === undefined) {
          controller.close();
        } else {
          controller.enqueue(encoder.encode(part));
        }
      },
    });
    return new Response(body);
  }),
});

/** Passes on what another server answers, as it is or made anew. */
http.route({
  path: "/fetched",
  method: "GET",
  handler: httpAction(async (_ctx, request) => {
    const { searchParams } = new URL(request.url);
    const response = await fetch(searchParams.get("url") ?? "");
    switch (searchParams.get("how")) {
      case "anew":
        return new Response(response.body, response);
      case "clone":
        return response.clone();
      default:
        return response;
    }
  }),
});

/** Answers the body as it comes in. */
http.route({
  path: "/echo",
  method: "POST",
  handler: httpAction(async (_ctx, request) => new Response(request.body)),
});

/** Answers after so many milliseconds. */
http.route({
  pathPrefix: "/later/",
  method: "GET",
  handler: httpAction(async (_ctx, request) => {
    const wait = Number(new URL(request.url).pathname.split("/").at(-1));
    await new Promise((resolve) => setTimeout(resolve, wait));
    return new Response("at last");
  }),
});

/** Answers so many MiB. */
http.route({
  pathPrefix: "/large/",
  method: "GET",
  handler: httpAction(async (_ctx, request) => {
    let left = Number(new URL(request.url).pathname.split("/").at(-1));
    const body = new ReadableStream({
      pull(controller) {
        if (left-- > 0) {
          controller.enqueue(new Uint8Array(2 ** 20));
        } else {
          controller.close();
        }
      },
    });
    return new Response(body);
  }),
});

http.route({
  path: "/digest",
  method: "POST",
  handler: httpAction(async (_ctx, request) => {
    const bytes = await request.arrayBuffer();
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    return Response.json([...new Uint8Array(digest)]);
  }),
});

http.route({
  path: "/whoami",
  method: "GET",
  handler: httpAction(async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    return Response.json({ identity });
  }),
});

http.route({
  path: "/metadata",
  method: "GET",
  handler: httpAction(async (ctx) =>
    Response.json(await ctx.meta.getRequestMetadata()),
  ),
});

http.route({
  path: "/boom",
  method: "GET",
  handler: httpAction(async () => {
    throw new Error("the handler failed");
  }),
});

/** Ends or breaks what it runs in. */
http.route({
  pathPrefix: "/breaking/",
  method: "GET",
  handler: httpAction(async (_ctx, request) => {
    if (new URL(request.url).pathname.endsWith("/at-once")) {
      for (;;);
    }
    let isBegun = false;
    const body = new ReadableStream({
      pull(controller) {
        while (isBegun);
        controller.enqueue(new Uint8Array(10));
        isBegun = true;
      },
    });
    return new Response(body);
  }),
});

/** Writes for as long as somebody reads, and drops the failure after that. */
http.route({
  path: "/endless",
  method: "GET",
  handler: httpAction(async () => {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    void (async () => {
      for (;;) {
        await writer.write(new Uint8Array(1024));
      }
    })();
    return new Response(readable);
  }),
});

/** Loses an error before it answers. */
http.route({
  path: "/lost",
  method: "GET",
  handler: httpAction(async () => {
    void Promise.reject(new Error("lost: before the answer"));
    return new Response("answer");
  }),
});

/** Loses an error after the first piece of its answer, and never sends another. */
http.route({
  path: "/lost-midway",
  method: "GET",
  handler: httpAction(async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(10)),
      pull() {
        void Promise.reject(new Error("lost: midway"));
        return new Promise(() => undefined);
      },
    });
    return new Response(body);
  }),
});

export default http;
