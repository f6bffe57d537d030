/** Cross-tenant access: every public function, called into another workspace. */
import { isDeepStrictEqual } from "node:util";
import {
  convexToJson,
  jsonToConvex,
  type ValidatorJSON,
  type Value,
} from "convex/values";
import { z } from "zod";
import {
  createMemberClient,
  FunctionError,
  type AdminClient,
} from "../../sim/adminClient";
import { Post } from "../../sim/delivery";
import { castPeople } from "../../sim/story";
import { readTable, settleLeads } from "../../sim/tables";
import { World } from "../../sim/world";
import { SENDERS, eachOf, type Family, type Scene } from "../family";
import { FUNCTION_FAILED, isRefused } from "../http";
import { remember } from "../signed";

const VICTIM = "attack-victim";
const VICTIM_NUMBER = "100000000000099";
const STRANGER = "attack-stranger";
/** What everybody may call: which ways there are to sign in, and to sign out. */
const OPEN = ["auth.js:methods", "auth.js:signOut"];
/** Of a workspace's own; the victim's are compared afterwards. */
const TABLES = [
  "workspaces",
  "members",
  "endpoints",
  "phoneNumbers",
  "webhookAudit",
  "contacts",
  "contactIdentities",
  "conversations",
  "messages",
  "duplicateSuggestions",
  "mergeLog",
  "dailySummaries",
  "digestRuns",
];

const isValidator = (value: unknown): value is ValidatorJSON =>
  typeof value === "object" && value !== null && "type" in value;

const specSchema = z.object({
  identifier: z.string(),
  functionType: z.enum(["Query", "Mutation", "Action"]),
  visibility: z.object({ kind: z.enum(["public", "internal"]) }),
  args: z.custom<ValidatorJSON>(isValidator),
});
type Spec = z.infer<typeof specSchema>;

const idSchema = z.object({ workspace_id: z.string() });

async function createWorkspace(
  { target }: Scene,
  slug: string,
  numbers: string[],
): Promise<string> {
  const made = await target.admin.call("ops:createWorkspace", {
    slug,
    name: slug,
    timezone: "Asia/Jakarta",
    default_region: "ID",
    owner_subject: `${slug}-owner`,
    phone_number_ids: numbers,
  });
  return idSchema.parse(made).workspace_id;
}

/** Customers, conversations, messages and a digest. */
async function furnish(scene: Scene): Promise<void> {
  const { target, client, random } = scene;
  const world = new World(random, VICTIM_NUMBER);
  const post = new Post(random, target.secret);
  for (const person of castPeople(random, 5)) {
    for (let times = 0; times < 3; times += 1) {
      const event = world.receive(person, Date.now());
      const { body, headers } = post.single(event);
      const answer = await client.send(target.webhook, { body, headers });
      remember(scene, answer);
    }
  }
  await target.settle();
}

type Rows = Record<string, Record<string, unknown>[]>;

async function readVictim(
  { target }: Scene,
  workspaceId: string,
): Promise<Rows> {
  const rows: Rows = {};
  for (const table of TABLES) {
    const all = await readTable(target.admin, table);
    rows[table] = all.filter(
      (row) =>
        row["workspace_id"] === workspaceId || row["_id"] === workspaceId,
    );
  }
  return rows;
}

/** What says who somebody is, or what somebody said. */
function secretsOf(rows: Rows): string[] {
  const fields = ["_id", "name", "phone_normalized", "bsuid", "text", "value"];
  const all = Object.values(rows).flat();
  return [
    ...new Set(
      all.flatMap((row) =>
        fields.flatMap((field) => {
          const value = row[field];
          return typeof value === "string" && value.length > 5 ? [value] : [];
        }),
      ),
    ),
  ];
}

/** A value that a validator takes, with ids from `idOf`. */
function invent(
  validator: ValidatorJSON,
  idOf: (table: string) => string,
  hasOptional: boolean,
): Value {
  const again = (inner: ValidatorJSON) => invent(inner, idOf, hasOptional);
  switch (validator.type) {
    case "id":
      return idOf(validator.tableName);
    case "literal":
      return jsonToConvex(validator.value);
    case "number":
      return 10;
    case "boolean":
      return true;
    case "string":
      return "62";
    case "array":
      return [again(validator.value)];
    case "union":
      return again(validator.value[0] ?? { type: "null" });
    case "object":
      return Object.fromEntries(
        Object.entries(validator.value)
          .filter(([, { optional }]) => hasOptional || !optional)
          .map(([name, { fieldType }]) => [
            name,
            name === "cursor" ? null : again(fieldType),
          ]),
      );
    default:
      return null;
  }
}

/** The arguments in every mixture of one's own ids and the victim's. */
function* argumentsOf(
  { args }: Spec,
  own: string,
  victim: Rows,
): Generator<Record<string, Value>> {
  const foreign = (table: string) => {
    const id = victim[table]?.[0]?.["_id"];
    return typeof id === "string" ? id : own;
  };
  const mixed = (table: string) =>
    table === "workspaces" ? own : foreign(table);
  for (const idOf of [foreign, mixed]) {
    for (const hasOptional of [false, true]) {
      const value = invent(args, idOf, hasOptional);
      if (typeof value === "object" && value !== null) {
        yield value as Record<string, Value>;
      }
    }
  }
}

/** Whether nothing of the victim's comes back. */
async function isSilent(
  caller: AdminClient,
  { identifier }: Spec,
  args: Record<string, Value>,
  secrets: readonly string[],
): Promise<boolean> {
  try {
    const answer = JSON.stringify(
      convexToJson(await caller.call(identifier, args)),
    );
    return !secrets.some((secret) => answer.includes(secret));
  } catch (error) {
    return error instanceof FunctionError;
  }
}

async function callAnonymously(
  { target, client, tally }: Scene,
  specs: readonly Spec[],
): Promise<void> {
  await eachOf(specs, async ({ identifier, visibility }) => {
    for (const kind of ["query", "mutation", "action", "function"]) {
      const { status, body } = await client.send(
        new URL(`/api/${kind}`, target.api),
        {
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ path: identifier, args: {} }),
        },
      );
      const isEmpty = body.includes('"value":[]') && status === 200;
      const isHeld =
        isRefused(status) ||
        status === FUNCTION_FAILED ||
        (visibility.kind === "public" && isEmpty) ||
        OPEN.includes(identifier);
      tally.count(isHeld, `${kind} ${identifier} without a key: ${status}`);
    }
  });
}

async function run(scene: Scene): Promise<void> {
  const { target, tally } = scene;
  const victimId = await createWorkspace(scene, VICTIM, [VICTIM_NUMBER]);
  const own = await createWorkspace(scene, STRANGER, []);
  await furnish(scene);
  // What looks at them later changes them too, and is no stranger.
  await settleLeads(target.admin, victimId);
  const spec = await target.admin.call("_system/cli/modules:apiSpec");
  const specs = z
    .array(z.unknown())
    .parse(spec)
    .flatMap((one) => specSchema.safeParse(one).data ?? []);
  const before = await readVictim(scene, victimId);
  const secrets = secretsOf(before);
  const callers = [`${STRANGER}-owner`, "attack-nobody"].map((subject) =>
    createMemberClient(target.api.href, target.adminKey, subject),
  );
  const open = specs.filter(({ visibility }) => visibility.kind === "public");
  const attempts = callers.flatMap((caller) =>
    open.flatMap((one) =>
      [...argumentsOf(one, own, before)].map((args) => ({ caller, one, args })),
    ),
  );
  await eachOf(
    attempts,
    async ({ caller, one, args }) => {
      const isHeld = await isSilent(caller, one, args, secrets);
      tally.count(isHeld, `${one.identifier} tells a stranger`);
    },
    SENDERS,
  );
  await callAnonymously(scene, specs);
  const after = await readVictim(scene, victimId);
  for (const table of TABLES) {
    const isSame = isDeepStrictEqual(before[table], after[table]);
    tally.count(isSame, `${table} were changed by a stranger`);
  }
}

export const tenants: Family = {
  name: "tenants",
  about:
    "every public function with another workspace's ids, every one without a key",
  run,
};
