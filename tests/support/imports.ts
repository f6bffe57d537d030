/** Importing a text, step by step, as the page does. */
import type { FunctionArgs } from "convex/server";
import { api } from "../../convex/_generated/api";
import type { Doc, Id } from "../../convex/_generated/dataModel";
import { drain, type TestConvex } from "./setup";
import type { Caller } from "./tenants";

type Rule = NonNullable<Doc<"imports">["rule"]>;

export interface Importing {
  t: TestConvex;
  as: Caller;
  workspaceId: Id<"workspaces">;
}

export const bytesOf = (text: string | Buffer): ArrayBuffer =>
  new Uint8Array(Buffer.from(text)).buffer;

/** Uploads and reads a file. */
export async function readFile(
  { t, as, workspaceId }: Importing,
  content: string | Buffer,
  options: { partBytes?: number; delimiter?: "," | ";" | "\t" } = {},
): Promise<Id<"imports">> {
  const { import_id } = await as.mutation(api.imports.create, {
    workspace_id: workspaceId,
    file_name: "people.csv",
  });
  const bytes = bytesOf(content);
  const size = options.partBytes ?? 100_000;
  for (let part = 0; part * size < bytes.byteLength; part += 1) {
    await as.mutation(api.imports.append, {
      import_id,
      part,
      bytes: bytes.slice(part * size, (part + 1) * size),
    });
  }
  const { delimiter } = options;
  await as.mutation(api.imports.analyse, { import_id, delimiter });
  await drain(t);
  return import_id;
}

/** Reads and checks a file, with the columns that its headings name. */
export async function checkFile(
  importing: Importing,
  content: string | Buffer,
): Promise<Id<"imports">> {
  const import_id = await readFile(importing, content);
  await importing.as.mutation(api.imports.check, { import_id });
  await drain(importing.t);
  return import_id;
}

/** Imports a file whole. */
export async function importFile(
  importing: Importing,
  content: string | Buffer,
  rule: Rule = "fill_gaps",
): Promise<Id<"imports">> {
  const import_id = await checkFile(importing, content);
  await importing.as.mutation(api.imports.start, { import_id, rule });
  await drain(importing.t);
  return import_id;
}

export const showImport = async ({ as }: Importing, import_id: Id<"imports">) =>
  await as.query(api.imports.get, { import_id });

/** A kind of line, or what became of one. */
export type LineOf = FunctionArgs<typeof api.imports.rows>["of"];

export async function listLines(
  { as }: Importing,
  import_id: Id<"imports">,
  of: LineOf,
) {
  const paginationOpts = { numItems: 100, cursor: null };
  const { page } = await as.query(api.imports.rows, {
    import_id,
    of,
    paginationOpts,
  });
  return page;
}
