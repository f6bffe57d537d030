/** Options of `npm run show`: what is shown, of whom, and how much. */
import { z } from "zod";
import { isMonth } from "../../src/lib/ai/month";
import type { Doc } from "../../convex/_generated/dataModel";
import { LEAD_STATUSES } from "../../src/lib/crm/leadStatus";
import { parseDay } from "../../src/lib/time/localTime";
import {
  dataFolder,
  oneOf,
  readArguments,
  readSetting,
  UsageError,
  wholeNumber,
  type Setting,
} from "../cli/options";

export const VIEWS = [
  "contacts",
  "contact",
  "conversation",
  "deliveries",
  "delivery",
  "failures",
  "leads",
  "forms",
  "digest",
  "usage",
  "settings",
  "sync",
  "alerts",
  "channels",
] as const;
export type View = (typeof VIEWS)[number];

export const USAGE = `npm run show -- <what> [options]

  contacts                    people, newest activity first
  contact <who>               one person's fields, who entered them, timeline
  conversation <who>          what was said with one: phone, its end, or name
  deliveries                  what Kapso posted and what became of it
  delivery <anything>         one delivery's life: by its id or key, a message's
                              id, a phone, a name, or a link from the page
  failures                    what could not be applied, and is tried when
  leads                       who waits for a verdict, who is qualified, and why
  forms                       lead forms and what came with them
  digest                      the newest digest, and when the next one comes
  usage                       what AI has cost this month, and its limits
  settings                    the switch, Kapso's key and workflows, versions
  sync                        comparisons with Kapso: what was missing
  alerts                      what needs a look, and what to do
  channels                    where people are told, and whether it works

  --workspace <slug>          needed where there are several; deliveries and
                              failures show all of them without it, alerts
                              and channels the deployment's own
  --limit <n>                 rows, 1 to 200 (20)
  --lead <status>             contacts, or leads, of one lead status
  --status <status>           deliveries of one status
  --day <YYYY-MM-DD>          the digest of that day
  --month <YYYY-MM>           usage of that month
  --data <folder>             data folder of npm start (.data, or CRM_DATA)
Without --data, CONVEX_SELF_HOSTED_URL and CONVEX_SELF_HOSTED_ADMIN_KEY name the
server if they are set.`;

/** Options that go with some views only. */
const GOES_WITH: Readonly<Record<string, readonly View[]>> = {
  lead: ["contacts", "leads"],
  status: ["deliveries"],
  day: ["digest"],
  month: ["usage"],
};

const STATUSES: Record<Doc<"webhookAudit">["status"], true> = {
  received: true,
  processed: true,
  partial: true,
  failed: true,
  ignored: true,
  rejected: true,
};
const MAX_ROWS = 200;

const SETTINGS = {
  data: { ...dataFolder, variable: undefined },
  workspace: {
    option: "workspace",
    schema: z.string().min(1),
    must: "the slug of a workspace",
  },
  limit: {
    option: "limit",
    schema: wholeNumber(1, MAX_ROWS),
    must: `a whole number from 1 to ${MAX_ROWS}`,
  },
  lead: { option: "lead", ...oneOf(LEAD_STATUSES) },
  status: { option: "status", ...oneOf(Object.keys(STATUSES)) },
  day: {
    option: "day",
    schema: z.string().refine((text) => parseDay(text) !== null),
    must: "a day such as 2026-09-15",
  },
  month: {
    option: "month",
    schema: z.string().refine(isMonth),
    must: "a month such as 2026-09",
  },
} satisfies Record<string, Setting<string> | Setting<number>>;

export interface ShowOptions {
  view: View;
  /** Whom `contact` and `conversation` are about; what finds a `delivery`. */
  who: string;
  workspace: string | undefined;
  limit: number | undefined;
  lead: string | undefined;
  status: string | undefined;
  day: string | undefined;
  month: string | undefined;
  /** As typed. */
  data: string | undefined;
}

function findView(word: string | undefined): View {
  const view = VIEWS.find((name) => name === word);
  if (view === undefined) {
    const what = word === undefined ? "Say what" : `"${word}" cannot be shown`;
    throw new UsageError(`${what}: ${oneOf(VIEWS).must}.`);
  }
  return view;
}

/** @throws UsageError that names what is wrong and what it must be. */
export function parseShowOptions(args: readonly string[]): ShowOptions {
  const given = readArguments(args, {
    command: "npm run show --",
    texts: Object.values(SETTINGS).map(({ option }) => option),
    // A name may be several words.
    words: Infinity,
  });
  const [word, ...words] = given.words;
  const view = findView(word);
  const who = words.join(" ");
  const isAboutOne =
    view === "contact" || view === "conversation" || view === "delivery";
  if (view === "delivery" && who === "") {
    throw new UsageError(
      "Say which delivery: an id, a key, a message's id, a phone or a name.",
    );
  }
  if (isAboutOne && who === "") {
    throw new UsageError(`Say whose ${view}: a phone, its end, or a name.`);
  }
  if (!isAboutOne && who !== "") {
    throw new UsageError(`"${who}" is not understood.`);
  }
  for (const option of given.texts.keys()) {
    const views = GOES_WITH[option];
    if (views !== undefined && !views.includes(view)) {
      throw new UsageError(
        `--${option} goes with ${views.join(" and ")} only.`,
      );
    }
  }
  const read = <Value>(setting: Setting<Value>) => readSetting(setting, given);
  return {
    view,
    who,
    workspace: read(SETTINGS.workspace),
    limit: read(SETTINGS.limit),
    lead: read(SETTINGS.lead),
    status: read(SETTINGS.status),
    day: read(SETTINGS.day),
    month: read(SETTINGS.month),
    data: read(SETTINGS.data),
  };
}
