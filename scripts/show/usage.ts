/** What AI has cost, in US dollars. */
import { z } from "zod";
import { formatColumns } from "../cli/columns";
import { given, NOTHING, type Show } from "./view";

const monthSchema = z.object({
  month: z.string(),
  limit_usd: z.number(),
  spent_usd: z.number(),
  reserved_usd: z.number(),
  call_count: z.number(),
  failed_count: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
});
const usageSchema = z.object({
  workspace: monthSchema,
  everybody: monthSchema,
});

export const showUsage: Show = async (client, { month }, setting) => {
  const { workspace, width } = setting;
  const reply = await client.call("ops:showUsage", given({ workspace, month }));
  const usage = usageSchema.parse(reply);
  const toRow = (who: string, row: z.infer<typeof monthSchema>) => [
    who,
    row.month,
    row.spent_usd.toFixed(4),
    row.reserved_usd.toFixed(4),
    row.limit_usd.toFixed(2),
    String(row.call_count),
    String(row.failed_count),
    String(row.input_tokens + row.output_tokens),
  ];
  return formatColumns(
    [
      { title: "WHOSE", isFlexible: true },
      { title: "MONTH" },
      { title: "SPENT USD", align: "right" },
      { title: "SET ASIDE", align: "right" },
      { title: "LIMIT", align: "right" },
      { title: "CALLS", align: "right" },
      { title: "FAILED", align: "right" },
      { title: "TOKENS", align: "right" },
    ],
    [
      toRow(workspace ?? NOTHING, usage.workspace),
      toRow("all workspaces", usage.everybody),
    ],
    width,
  );
};
