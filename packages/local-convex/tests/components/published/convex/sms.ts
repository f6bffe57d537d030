/** Text messages; nobody is ever reached. */
import { Twilio } from "@convex-dev/twilio";
import { queryGeneric } from "convex/server";
import { v } from "convex/values";
import { components } from "./components";

export const twilio = new Twilio(components.twilio, {
  TWILIO_ACCOUNT_SID: "nobody",
  TWILIO_AUTH_TOKEN: "nothing",
});

export const list = queryGeneric({
  args: {},
  returns: v.array(v.any()),
  handler: async (ctx) => await twilio.list(ctx),
});
