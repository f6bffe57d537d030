/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as breaking from "../breaking.js";
import type * as breakingActions from "../breakingActions.js";
import type * as breakingInNode from "../breakingInNode.js";
import type * as breakingWays from "../breakingWays.js";
import type * as components_ from "../components.js";
import type * as crons from "../crons.js";
import type * as events from "../events.js";
import type * as hashing from "../hashing.js";
import type * as http from "../http.js";
import type * as losing from "../losing.js";
import type * as sandbox from "../sandbox.js";
import type * as savepoints from "../savepoints.js";
import type * as unhandledErrors from "../unhandledErrors.js";
import type * as unhandledErrorsInNode from "../unhandledErrorsInNode.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";

declare const fullApi: ApiFromModules<{
  breaking: typeof breaking;
  breakingActions: typeof breakingActions;
  breakingInNode: typeof breakingInNode;
  breakingWays: typeof breakingWays;
  components: typeof components_;
  crons: typeof crons;
  events: typeof events;
  hashing: typeof hashing;
  http: typeof http;
  losing: typeof losing;
  sandbox: typeof sandbox;
  savepoints: typeof savepoints;
  unhandledErrors: typeof unhandledErrors;
  unhandledErrorsInNode: typeof unhandledErrorsInNode;
}>;

/**
 * A utility for referencing Convex functions in your app's public API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;

/**
 * A utility for referencing Convex functions in your app's internal API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = internal.myModule.myFunction;
 * ```
 */
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;

export declare const components: {
  crons: import("@convex-dev/crons/_generated/component.js").ComponentApi<"crons">;
  rateLimiter: import("@convex-dev/rate-limiter/_generated/component.js").ComponentApi<"rateLimiter">;
};
