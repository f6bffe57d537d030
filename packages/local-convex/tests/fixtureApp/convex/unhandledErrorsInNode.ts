"use node";
/** What Node's functions let go without catching it. */
import { EventEmitter } from "node:events";
import { readFile } from "node:fs";
import { Readable } from "node:stream";
import { v } from "convex/values";
import { action } from "./_generated/server";
import { losingActions, lost } from "./losing";

const throwing = (how: string) => () => {
  throw lost(how);
};

export const { waiting, arm, fire } = losingActions({
  rejection: () => void Promise.reject(lost("rejection")),
  timer: () => setTimeout(throwing("timer"), 0),
  interval: () => {
    const timer = setInterval(() => {
      clearInterval(timer);
      throw lost("interval");
    }, 1);
  },
  immediate: () => setImmediate(throwing("immediate")),
  nextTick: () => process.nextTick(throwing("nextTick")),
  microtask: () => queueMicrotask(throwing("microtask")),
  callback: () => readFile("/", throwing("callback")),
  listener: () => {
    const target = new EventTarget();
    target.addEventListener("call", throwing("listener"));
    target.dispatchEvent(new Event("call"));
  },
  asyncListener: () => {
    const emitter = new EventEmitter();
    emitter.on("call", async () => throwing("asyncListener")());
    emitter.emit("call");
  },
  errorEvent: () =>
    setTimeout(() => new EventEmitter().emit("error", lost("errorEvent")), 0),
  stream: () =>
    new Readable({
      read() {
        this.destroy(lost("stream"));
      },
    }).resume(),
});

/** Tries to end the process it runs in. */
export const exit = action({
  args: {},
  returns: v.null(),
  handler: async () => process.exit(3),
});
