/** What somebody should look at, and where people are told of it. */
import { z } from "zod";
import type { AdminClient } from "../sim/adminClient";
import { clock, formatTable, given, NOTHING, type Show } from "./view";

const alertsSchema = z.object({
  open: z.array(
    z.object({
      alert_id: z.string(),
      kind: z.string(),
      key: z.string().optional(),
      count: z.number(),
      since: z.number(),
      muted_until: z.number().optional(),
      remedy: z.string(),
    }),
  ),
});

async function openAlerts(client: AdminClient, workspace?: string) {
  const reply = await client.call("ops:listAlerts", given({ workspace }));
  return alertsSchema.parse(reply).open;
}

/** The workspace's, then the deployment's own. */
export const showAlerts: Show = async (client, { limit }, setting) => {
  const { workspace, timezone } = setting;
  const own =
    workspace === undefined ? [] : await openAlerts(client, workspace);
  const rows = [...own, ...(await openAlerts(client))];
  const shown = rows.slice(0, limit);
  return formatTable(
    {
      columns: [
        { title: "SINCE" },
        { title: "ALERT" },
        { title: "ABOUT" },
        { title: "TIMES", align: "right" },
        { title: "WHAT TO DO", isFlexible: true },
      ],
      rows: shown.map((alert) => [
        clock(alert.since, timezone),
        alert.muted_until === undefined ? alert.kind : `${alert.kind} (muted)`,
        alert.key ?? NOTHING,
        String(alert.count),
        alert.remedy,
      ]),
      hasMore: shown.length < rows.length,
      empty: "No alert stands.",
    },
    setting,
  );
};

const channelsSchema = z.object({
  rows: z.array(
    z.object({
      channel_id: z.string(),
      name: z.string(),
      kind: z.string(),
      target: z.string(),
      off_since: z.number().optional(),
      waiting_count: z.number(),
      failures: z.number(),
      last_sent_at: z.number().optional(),
      last_error_code: z.string().optional(),
    }),
  ),
});

/** A workspace's; where none is named, the operators' own. */
export const showChannels: Show = async (client, _options, setting) => {
  const { workspace, timezone } = setting;
  const reply = await client.call("ops:listChannels", given({ workspace }));
  const { rows } = channelsSchema.parse(reply);
  return formatTable(
    {
      columns: [
        { title: "CHANNEL" },
        { title: "NAME", isFlexible: true },
        { title: "TO" },
        { title: "STATE" },
        { title: "WAITING", align: "right" },
        { title: "LAST SENT" },
      ],
      rows: rows.map((channel) => [
        channel.channel_id,
        channel.name,
        `${channel.kind} ${channel.target}`,
        stateOf(channel),
        String(channel.waiting_count),
        channel.last_sent_at === undefined
          ? NOTHING
          : clock(channel.last_sent_at, timezone),
      ]),
      hasMore: false,
      empty: "No channel yet. ops:createChannel makes one.",
    },
    setting,
  );
};

function stateOf({
  off_since,
  failures,
  last_error_code,
}: z.infer<typeof channelsSchema>["rows"][number]): string {
  if (off_since !== undefined) {
    return `off (${last_error_code ?? "by hand"})`;
  }
  return failures > 0 ? `failing (${last_error_code ?? "unknown"})` : "on";
}
