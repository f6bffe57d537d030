/** Whom `npm run sim` posts to: found by what a running `npm start` left. */
import { z } from "zod";
import { createAdminClient, type AdminClient } from "../adminClient";
import type { Lookup } from "../hello";
import { DEMO_PHONE_NUMBER_ID } from "../world";
import {
  readSecret,
  readServerInfo,
  toPaths,
  type ServerInfo,
} from "../../local/dataFolder";
import { checkValue, UsageError, type Environment } from "../../cli/options";
import type { SimOptions } from "./options";
import { webhookSecret } from "../../local/options";

export interface Target {
  url: string;
  secret: string;
  /** How to ask the database; undefined for a deployment that is not ours. */
  admin: { url: string; key: string } | undefined;
}

async function findSecret(
  options: SimOptions,
  environment: Environment,
): Promise<string> {
  const variable = "KAPSO_WEBHOOK_SECRET";
  const given = environment[variable];
  if (options.secretFile === undefined && given !== undefined && given !== "") {
    return checkValue(webhookSecret, variable, given);
  }
  const file = options.secretFile ?? toPaths(options.data).webhookSecret;
  const secret = await readSecret(file);
  if (secret === undefined) {
    throw new UsageError(
      `There is no webhook secret in ${file}. Start the server, or give --secret-file.`,
    );
  }
  return checkValue(webhookSecret, `The secret in ${file}`, secret);
}

async function findAdmin(info: ServerInfo): Promise<Target["admin"]> {
  const key = await readSecret(info.admin_key_file);
  return key === undefined ? undefined : { url: info.api, key };
}

/** Both spellings of loopback are the same server. */
const originOf = (url: string) =>
  new URL(url.replace("//localhost", "//127.0.0.1")).origin;

/** @throws UsageError when there is nobody to send to. */
export async function findTarget(
  options: SimOptions,
  environment: Environment,
): Promise<Target> {
  const info = await readServerInfo(options.data);
  const url = options.url ?? info?.webhook;
  if (url === undefined) {
    throw new UsageError(
      `No server runs on ${options.data}. Run npm start first, or give --url or --data.`,
    );
  }
  const isOurs = info !== undefined && originOf(url) === originOf(info.site);
  return {
    url,
    secret: await findSecret(options, environment),
    admin: isOurs ? await findAdmin(info) : undefined,
  };
}

const recipientSchema = z.object({
  is_endpoint_known: z.boolean(),
  phone_number_id: z.string().nullable(),
  workspace: z
    .object({
      workspace_id: z.string(),
      slug: z.string(),
      owner_subject: z.string().nullable(),
    })
    .nullable(),
  is_foreign: z.boolean(),
});

/** The workspace that a run writes to, with the right to ask about it. */
export interface Workspace {
  client: AdminClient;
  workspaceId: string;
  /** For looking things up as one of its members; undefined without an owner. */
  lookup: Lookup | undefined;
}

export interface Recipient {
  /** Undefined for the simulator's own choice. */
  phoneNumberId: string | undefined;
  /** Or why nothing of what is sent will be found, in words. */
  workspace: Workspace | string;
}

const PATH = "/webhooks/kapso";

/** What follows our webhook's path; "default" for the path alone. */
function endpointKeyOf(url: string): string {
  const { pathname } = new URL(url);
  const key = pathname.startsWith(`${PATH}/`)
    ? pathname.slice(PATH.length).split("/").filter(Boolean).join("/")
    : "";
  return key === "" ? "default" : key;
}

async function askRecipient(
  client: AdminClient,
  endpointKey: string,
  phoneNumberId: string | undefined,
) {
  const found = await client.call("simulator:findRecipient", {
    endpoint_key: endpointKey,
    ...(phoneNumberId === undefined ? {} : { phone_number_id: phoneNumberId }),
  });
  return recipientSchema.parse(found);
}

/** Why what is sent to a number reaches no workspace; "" when it does. */
function obstacleOf(
  {
    phone_number_id: id,
    workspace,
    is_foreign,
  }: z.infer<typeof recipientSchema>,
  isDemo: boolean,
): string {
  if (workspace !== null) {
    return is_foreign
      ? `The number ${id} belongs to the workspace "${workspace.slug}", for which this endpoint may not speak. Give another with --phone-number-id.`
      : "";
  }
  if (id === null) {
    return "The endpoint's workspace has no number yet. Give one with --phone-number-id.";
  }
  return isDemo
    ? `Nobody owns the number ${id}: this server has no demo workspace. Give a number of a workspace with --phone-number-id, or make the demo workspace with --make-demo.`
    : `No workspace of this server owns the number ${id}. Give another with --phone-number-id.`;
}

/**
 * Finds the workspace that a run writes to before anything is sent. The demo
 * workspace is made only when asked for.
 *
 * @throws UsageError for an endpoint that does not exist.
 */
export async function findRecipient(
  options: SimOptions,
  { url, admin }: Target,
): Promise<Recipient> {
  if (admin === undefined) {
    return {
      phoneNumberId: options.phoneNumberId,
      workspace: `The server at ${url} cannot be asked: give its data folder with --data.`,
    };
  }
  const client = createAdminClient(admin.url, admin.key);
  const key = endpointKeyOf(url);
  const given =
    options.phoneNumberId ??
    (key === "default" ? DEMO_PHONE_NUMBER_ID : undefined);
  let found = await askRecipient(client, key, given);
  if (!found.is_endpoint_known) {
    throw new UsageError(`There is no endpoint "${key}" on this server.`);
  }
  const phoneNumberId = found.phone_number_id ?? undefined;
  const isDemo = phoneNumberId === DEMO_PHONE_NUMBER_ID;
  if (found.workspace === null && isDemo && options.isDemoMade) {
    await client.call("ops:seedDemo");
    found = await askRecipient(client, key, phoneNumberId);
  }
  const obstacle = obstacleOf(found, isDemo);
  if (found.workspace === null || obstacle !== "") {
    return { phoneNumberId, workspace: obstacle };
  }
  const { workspace_id: workspaceId, owner_subject: subject } = found.workspace;
  const lookup =
    subject === null
      ? undefined
      : { url: admin.url, adminKey: admin.key, workspaceId, subject };
  return { phoneNumberId, workspace: { client, workspaceId, lookup } };
}
