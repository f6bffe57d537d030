/** The state of import and export, as it stands in the URL. */
import * as z from "zod/mini";
import { contactSearchSchema } from "../contacts/search";

/** With the filter of the contacts that are to be exported. */
export const transferSearchSchema = z.extend(contactSearchSchema, {
  tab: z.catch(z.optional(z.enum(["import", "export"])), undefined),
  /** The import that is open. */
  import: z.catch(
    z.optional(z.string().check(z.regex(/^[a-z0-9]{16,64}$/))),
    undefined,
  ),
});
export type TransferSearch = z.infer<typeof transferSearchSchema>;

/** The filter alone, as the list of contacts has it. */
export function filterPartOf({
  tab: _tab,
  import: _import,
  open: _open,
  ...filter
}: TransferSearch) {
  return filter;
}
