/** The queries the CLI asks for: tables, documents, variables, the list of functions. */
import { z } from "zod";
import { scheduledName } from "../components/references";
import type { Environment } from "../components/tree";
import type { EngineApi, QueryPageJson, Transaction } from "../engine";
import { DeveloperError, refuseLeftOut } from "../errors";
import {
  type Deployment,
  type Mount,
  shownName,
} from "../execution/deployment";
import { kindTitle } from "../execution/functions";
import type { CallRequest } from "../host/callRequest";
import type { JSONValue } from "../values/json";
import { readEnv } from "./env";

/** What the queries read beside the database. */
interface Serving {
  readonly engine: EngineApi;
  readonly deployment: Deployment | null;
  readonly systemEnv: Environment;
}

interface SystemQueryInput {
  host: Serving;
  tx: Transaction;
  component: string;
  args: JSONValue;
}

/** Answers what can be written as JSON. */
type SystemQuery = (input: SystemQueryInput) => unknown;

const tableData = z.object({
  table: z.string(),
  order: z.enum(["asc", "desc"]),
  paginationOpts: z.object({
    cursor: z.string().nullable(),
    numItems: z.number(),
  }),
});

/** More rows than this in one page would pass the limits of a transaction. */
const MAX_PAGE_ROWS = 1_000;

const systemQueries: Readonly<Record<string, SystemQuery>> = {
  "_system/cli/tables:default": ({ host, tx, component }) => ({
    page: host.engine.catalog
      .tables(tx, component)
      .filter((name) => !name.startsWith("_"))
      .map((name) => ({ name })),
    isDone: true,
    continueCursor: "",
  }),
  "_system/cli/tableData:default": documentsPage,
  "_system/cli/tableSize:default": tableSize,
  // `convex dev` waits for another answer, to push again what did not fit.
  "_system/cli/queryTable:default": (input) => {
    tableSize(input);
    return String(input.tx.beginTs);
  },
  "_system/cli/queryEnvironmentVariables:default": ({ tx }) =>
    Object.entries(readEnv(tx))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ name, value })),
  "_system/cli/queryEnvironmentVariables:get": ({ tx, args }) => {
    const { name } = z.object({ name: z.string() }).parse(args);
    const value = readEnv(tx)[name];
    return value === undefined ? null : { name, value };
  },
  "_system/cli/modules:apiSpec": ({ host, component }) => {
    const mount = host.deployment?.mounts.get(component);
    return mount === undefined ? [] : apiSpec(mount);
  },
  "_system/cli/convexUrl:cloudUrl": ({ host }) =>
    host.systemEnv["CONVEX_CLOUD_URL"] ?? null,
  "_system/cli/convexUrl:siteUrl": ({ host }) =>
    host.systemEnv["CONVEX_SITE_URL"] ?? null,
  "_system/frontend/components:list": ({ host }) =>
    [...(host.deployment?.mounts.values() ?? [])].map(({ node }) => ({
      id: node.path,
      path: node.path,
      name: node.path.split("/").at(-1) ?? null,
      args: {},
      state: "active",
    })),
};

/** Whether the CLI has a query of this name. */
export function isSystemQuery(path: string): boolean {
  return Object.hasOwn(systemQueries, queryName(path));
}

function queryName(path: string): string {
  return path.includes(":") ? path : `${path}:default`;
}

/** @throws DeveloperError for callers that are no admins and for unknown names. */
export async function systemQuery(host: Serving, request: CallRequest) {
  if (!request.caller.isAdmin) {
    throw new DeveloperError("System functions need the admin key.");
  }
  const name = queryName(request.path);
  const query = systemQueries[name];
  if (query === undefined) {
    refuseLeftOut(name);
    throw new DeveloperError(
      `Could not find system function '${shownName(name)}'.`,
      "Could not find the system function.",
    );
  }
  const { component, args } = request;
  const { value, ts, readSet } = await host.engine.read((tx) =>
    query({ host, tx, component, args }),
  );
  return { json: JSON.stringify(value), ts, readSet };
}

function tableSize({ tx, component, args }: SystemQueryInput): number {
  const { tableName } = z.object({ tableName: z.string() }).parse(args);
  return tx.count(component, tableName);
}

function documentsPage({ tx, component, args }: SystemQueryInput) {
  const { table, order, paginationOpts } = tableData.parse(args);
  const request: QueryPageJson = {
    query: {
      source: { type: "FullTableScan", tableName: table, order },
      operators: [],
    },
    cursor: paginationOpts.cursor,
    pageSize: Math.min(paginationOpts.numItems, MAX_PAGE_ROWS),
  };
  const { page, isDone, continueCursor } = tx.page(component, request);
  return { page: page.map(({ value }) => value), isDone, continueCursor };
}

function apiSpec({ functions, router }: Mount) {
  const registered = [...functions.values()].map((fn) => ({
    identifier: scheduledName(fn.path),
    functionType: kindTitle(fn.kind),
    visibility: { kind: fn.visibility },
    args: fn.args,
    returns: fn.returns ?? { type: "any" },
  }));
  const routes = (router?.routes ?? []).map(({ path, method }) => ({
    functionType: kindTitle("httpAction"),
    method,
    path,
  }));
  return [...registered, ...routes];
}
