/** System calls on documents and queries. */
import type { QueryJson, QueryPageJson, Transaction } from "../engine";
import { DeveloperError } from "../errors";
import {
  int64ToJson,
  isJsonObject,
  type JSONObject,
  type JSONValue,
} from "../values/json";
import type { Invocation } from "./invocation";
import { numberArg, objectArg, optionalString, stringArg } from "./syscallArgs";

/** Answers JSON text; the transaction is the invocation's own. */
type DatabaseCall = (
  invocation: Invocation,
  tx: Transaction,
  args: JSONObject,
) => string;

const SOURCES = ["FullTableScan", "IndexRange", "Search"];

/** Looks as deep as the engine needs in order to fail with its own words. */
function isQuery(
  value: JSONValue | undefined,
): value is JSONObject & QueryJson {
  if (!isJsonObject(value) || !isJsonObject(value["source"])) {
    return false;
  }
  const { type } = value["source"];
  return (
    SOURCES.some((known) => known === type) && Array.isArray(value["operators"])
  );
}

function queryArg(args: JSONObject): QueryJson {
  const { query } = args;
  if (!isQuery(query)) {
    throw new DeveloperError("Invalid query.");
  }
  return query;
}

/** Calls that answer at once. */
export const syncDatabaseCalls: Readonly<Record<string, DatabaseCall>> = {
  "1.0/queryStream"(invocation, tx, args) {
    const stream = tx.openStream(invocation.component, queryArg(args));
    return JSON.stringify({ queryId: invocation.addStream(stream) });
  },
  "1.0/queryCleanup"(invocation, _tx, args) {
    return JSON.stringify(invocation.closeStream(numberArg(args, "queryId")));
  },
  "1.0/db/normalizeId"({ component }, tx, args) {
    const id = tx.normalizeId(
      component,
      stringArg(args, "table"),
      stringArg(args, "idString"),
    );
    return JSON.stringify({ id });
  },
  "1.0/getSnapshotTs"(_invocation, tx) {
    return JSON.stringify(int64ToJson(tx.beginTs));
  },
};

/** Calls that answer by a promise, in the order they were made. */
export const asyncDatabaseCalls: Readonly<Record<string, DatabaseCall>> = {
  "1.0/get"({ component }, tx, args) {
    const document = tx.get(component, stringArg(args, "id"), {
      isSystem: args["isSystem"] === true,
      table: optionalString(args, "table"),
    });
    return document?.json ?? "null";
  },
  "1.0/queryStreamNext"(invocation, _tx, args) {
    const id = numberArg(args, "queryId");
    const document = invocation.streams.get(id)?.next() ?? null;
    return document === null
      ? '{"value":null,"done":true}'
      : `{"value":${document.json},"done":false}`;
  },
  "1.0/queryPage": queryPage,
  "1.0/count"({ component }, tx, args) {
    return JSON.stringify(tx.count(component, stringArg(args, "table")));
  },
  "1.0/insert"({ component }, tx, args) {
    const _id = tx.insert(
      component,
      stringArg(args, "table"),
      objectArg(args, "value"),
    );
    return JSON.stringify({ _id });
  },
  "1.0/shallowMerge"({ component }, tx, args) {
    return tx.patch(
      component,
      stringArg(args, "id"),
      objectArg(args, "value"),
      optionalString(args, "table"),
    ).json;
  },
  "1.0/replace"({ component }, tx, args) {
    return tx.replace(
      component,
      stringArg(args, "id"),
      objectArg(args, "value"),
      optionalString(args, "table"),
    ).json;
  },
  "1.0/remove"({ component }, tx, args) {
    return tx.remove(
      component,
      stringArg(args, "id"),
      optionalString(args, "table"),
    ).json;
  },
  "1.0/getTransactionMetrics"(_invocation, tx) {
    return JSON.stringify(tx.metrics());
  },
};

function queryPage(
  invocation: Invocation,
  tx: Transaction,
  args: JSONObject,
): string {
  const { call, component } = invocation;
  if (invocation.paginated) {
    throw new DeveloperError(
      "This query or mutation function ran multiple paginated queries. Convex only supports a single paginated query in each function.",
    );
  }
  invocation.paginated = true;
  const endCursor = optionalString(args, "endCursor") ?? null;
  // A page keeps its end in reruns, unless the caller says where it ends.
  const trace = endCursor === null && call.depth === 0 ? call.trace : undefined;
  const request: QueryPageJson = {
    query: queryArg(args),
    cursor: optionalString(args, "cursor") ?? null,
    endCursor: endCursor ?? trace?.journal ?? null,
    pageSize: numberArg(args, "pageSize"),
    maximumRowsRead: optionalNumber(args, "maximumRowsRead"),
    maximumBytesRead: optionalNumber(args, "maximumBytesRead"),
  };
  const { page, ...rest } = tx.page(component, request);
  if (trace !== undefined) {
    trace.nextJournal = rest.continueCursor;
  }
  const documents = page.map(({ json }) => json).join();
  return `{"page":[${documents}],${JSON.stringify(rest).slice(1)}`;
}

function optionalNumber(args: JSONObject, name: string): number | null {
  return (args[name] ?? null) === null ? null : numberArg(args, name);
}
