/** The calls that are measured, each time with other arguments. */
import type { Value } from "convex/values";
import type { Random } from "../../sim/random";
import { OUR_NUMBER, TAGS } from "./people";
import type { Seeded } from "./seed";

type Args = Record<string, Value>;

export interface Call {
  name: string;
  path: string;
  makeArgs: (random: Random) => Args;
}

export function callsOf(seeded: Seeded): Call[] {
  return [...listCalls(seeded), ...countCalls(seeded), ...searchCalls(seeded)];
}

function listCalls({ workspaceId, newest, samples, owners }: Seeded): Call[] {
  /** Held at the activity of somebody, as a page deep in the list is. */
  const list = (name: string, filter: Args): Call => ({
    name: `list ${name}`,
    path: "contacts:list",
    makeArgs: (random) => ({
      workspace_id: workspaceId,
      paginationOpts: { numItems: 100, cursor: null },
      active_before: random.chance(0.5)
        ? newest - random.integer(0, 1_000)
        : random.pick(samples).lastMessageAt,
      ...filter,
    }),
  });
  return [
    list("all", {}),
    list("qualified", { lead_status: "qualified" }),
    list("one owner", { owner_id: owners[0] ?? "" }),
    list("one tag", { tag: TAGS[0] ?? "" }),
    list("any of two tags", { tags: TAGS.slice(0, 2) }),
    list("our number", { phone_number_id: OUR_NUMBER }),
    list("waiting", { waiting: true }),
    list("waiting, longest first", { waiting: true, sort: "waiting" }),
    list("by name", { sort: "name" }),
    list("tag and status", { tag: TAGS[1] ?? "", lead_status: "customer" }),
    list("a tag by name", { tag: TAGS[2] ?? "", sort: "name" }),
  ];
}

function countCalls({ workspaceId, newest, owners }: Seeded): Call[] {
  const count = (name: string, filter: (random: Random) => Args): Call => ({
    name: `count ${name}`,
    path: "contacts:count",
    makeArgs: (random) => ({
      workspace_id: workspaceId,
      filter: filter(random),
    }),
  });
  return [
    count("all", () => ({})),
    count("qualified", () => ({ lead_status: "qualified" })),
    count("one owner", (random) => ({ owner_id: random.pick(owners) })),
    count("waiting", () => ({ waiting: true })),
    count("one by one", (random) => ({
      active_before: newest - random.integer(0, 1_000),
      has_number: true,
    })),
  ];
}

function searchCalls({ workspaceId, samples }: Seeded): Call[] {
  const search = (name: string, query: (random: Random) => string): Call => ({
    name: `search ${name}`,
    path: "contacts:search",
    makeArgs: (random) => ({
      workspace_id: workspaceId,
      query: query(random),
    }),
  });
  const somebody = (random: Random) => random.pick(samples);
  const national = (phone: string) => `0${phone.slice(2)}`;
  return [
    search("1 letter", (r) => somebody(r).name.slice(0, 1)),
    search("2 letters", (r) => somebody(r).name.slice(0, 2)),
    search("3 letters", (r) => somebody(r).name.slice(0, 3)),
    search("4 letters", (r) => somebody(r).name.slice(0, 4)),
    search("first name", (r) => somebody(r).name.split(" ")[0] ?? ""),
    search("last name", (r) => somebody(r).name.split(" ")[1] ?? ""),
    search("whole name", (r) => somebody(r).name),
    search("name, typing on", (r) => somebody(r).name.slice(0, -2)),
    search("name, other order", (r) =>
      somebody(r).name.split(" ").reverse().join(" "),
    ),
    search("first 4 digits", (r) => national(somebody(r).phone).slice(0, 4)),
    search("first 5 digits", (r) => national(somebody(r).phone).slice(0, 5)),
    search("first 6 digits", (r) => somebody(r).phone.slice(0, 6)),
    search("first 8 digits", (r) => national(somebody(r).phone).slice(0, 8)),
    search("whole number", (r) => `+${somebody(r).phone}`),
    search("last 4 digits", (r) => somebody(r).phone.slice(-4)),
    search("last 6 digits", (r) => somebody(r).phone.slice(-6)),
    search("e-mail", (r) => `p${r.integer(0, samples.length)}@exam`),
    search("tag", (r) => r.pick(TAGS)),
    search("nobody", (r) => `xq${r.integer(0, 1_000_000)}`),
  ];
}
