/** Options of `npm start`, from the command line and the environment. */
import path from "node:path";
import { isHostName, isNetwork, isOrigin } from "local-convex";
import { z } from "zod";
import { parseKeyring } from "../../src/lib/secrets/seal";
import { isLongEnough, MIN_SECRET_BYTES } from "../../src/lib/secrets/strength";
import { LOG_LEVELS, type LogLevel } from "./console";
import {
  checkValue,
  commaList,
  dataFolder,
  oneOf,
  plainNumber,
  port,
  readArguments,
  readSetting,
  UsageError,
  type Arguments,
  type Environment,
  type Setting,
} from "../cli/options";

/** Names of the functions' environment that are passed on as they are. */
export const PASSED_VARIABLES = [
  "KAPSO_WEBHOOK_SECRET",
  "KAPSO_WEBHOOK_SECRET_PREVIOUS",
  "KAPSO_META_APP_SECRET",
  "KAPSO_API_KEY",
  "KAPSO_API_URL",
  "CRM_MASTER_KEY",
  "JWT_PRIVATE_KEY",
  "JWKS",
  "SITE_URL",
  "CUSTOM_AUTH_SITE_URL",
  "OIDC_ISSUER",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
  "RESEND_API_KEY",
  "RESEND_WEBHOOK_SECRET",
  "MAIL_FROM",
  "NOTIFY_LOOPBACK",
  "CRM_METRICS_TOKEN",
  "AI_BASE_URL",
  "AI_API_KEY",
  "AI_MODEL",
  "AI_MODEL_LARGE",
  "AI_PROVIDER",
  "AI_NO_TRAINING",
  "AI_UNKNOWN_MODEL_PRICE",
] as const;

export const USAGE = `npm start -- [options]           environment         default
  --port <number>                CRM_PORT            3210   functions (API)
  --site-port <number>           CRM_SITE_PORT       3211   webhooks (HTTP actions)
  --web-port <number>            CRM_WEB_PORT        3212   page
  --host <address>               CRM_HOST            127.0.0.1
  --web-origin <origins>         CRM_WEB_ORIGIN      the page's own: pages that
                                                     may call the functions
  --allow-host <names>           CRM_ALLOW_HOST      on a loopback address none:
                                                     other names of the API
  --trust-proxy <addresses>      CRM_TRUST_PROXY     none: proxies whose
                                                     X-Forwarded-For is believed
  --data <folder>                CRM_DATA            .data
  --admin-key-file <file>        CRM_ADMIN_KEY_FILE  made on the first start
  --admin-key <key>              CRM_ADMIN_KEY       the same; as an option it
                                                     shows in the process list
  --durability <full|process>    CRM_DURABILITY      full
  --occ <off|report|strict>      CRM_OCC             off    conflicts as production
  --stop-grace <seconds>         CRM_STOP_GRACE      10     for what runs at a stop
  --request-limit <seconds>      CRM_REQUEST_LIMIT   50     for a whole request to
                                                     arrive
  --redact, --no-redact          CRM_REDACT          on when others can call:
                                                     strangers learn only that
                                                     a call failed
  --log <error|warn|info|debug|all>
                                 CRM_LOG             info
  --no-seed                                          no demo workspace; there is
                                                     none when others can call
  --check-data                                       every page of the database
                                                     before it is opened
  --new-webhook-secret           for a lost one: Kapso needs the new one too
  --new-master-key               for a lost one: what was sealed stays closed
A port of 0 takes any free one. Others can call when the host or an allowed name
is not a loopback one, or a proxy is trusted. Lists have commas: origins as in
https://crm.example.com, names as in api.example.com, addresses as in 10.0.0.0/8
or "loopback". The log goes to standard error, one JSON object
a line; deliveries are counted at "info" and told one by one at "debug"; "all"
adds what components say.
Secrets come from the environment (KAPSO_WEBHOOK_SECRET, CRM_MASTER_KEY, ...),
never as options, or are made on the first start and kept in the data folder.`;

/** It goes into an HTTP header. */
export const adminKey = {
  schema: z.string().regex(/^[\x21-\x7e]{16,}$/),
  must: "16 or more letters, digits and signs without a space",
  isSecret: true,
} as const;

export const webhookSecret = {
  schema: z.string().refine(isLongEnough),
  must: `at least ${MIN_SECRET_BYTES} bytes long`,
  isSecret: true,
} as const;

function isKeyring(text: string): boolean {
  try {
    return parseKeyring(text).keys.size > 0;
  } catch {
    return false;
  }
}

export const masterKey = {
  schema: z.string().refine(isKeyring),
  must: 'a name, a colon and 32 bytes in base64, as in "k1:$(openssl rand -base64 32)"',
  isSecret: true,
} as const;

/** Rules for the functions' variables that a wrong value would harm. */
const PASSED_RULES: Partial<
  Record<(typeof PASSED_VARIABLES)[number], Setting<string>>
> = {
  KAPSO_WEBHOOK_SECRET: webhookSecret,
  KAPSO_WEBHOOK_SECRET_PREVIOUS: webhookSecret,
  KAPSO_META_APP_SECRET: webhookSecret,
  CRM_MASTER_KEY: masterKey,
};

const SETTINGS = {
  port: { option: "port", variable: "CRM_PORT", ...port },
  sitePort: { option: "site-port", variable: "CRM_SITE_PORT", ...port },
  webPort: { option: "web-port", variable: "CRM_WEB_PORT", ...port },
  host: {
    option: "host",
    variable: "CRM_HOST",
    schema: z.string().regex(/^[^\s/]+$/),
    must: "an address or a name, such as 127.0.0.1",
  },
  webOrigins: {
    option: "web-origin",
    variable: "CRM_WEB_ORIGIN",
    schema: commaList(isOrigin),
    must: "origins such as https://crm.example.com, with commas between",
  },
  allowedHosts: {
    option: "allow-host",
    variable: "CRM_ALLOW_HOST",
    schema: commaList(isHostName),
    must: "names such as api.example.com, without a port, with commas between",
  },
  trustProxy: {
    option: "trust-proxy",
    variable: "CRM_TRUST_PROXY",
    schema: commaList(isNetwork),
    must: 'addresses, networks such as 10.0.0.0/8 or "loopback", with commas between',
  },
  data: dataFolder,
  adminKey: { option: "admin-key", variable: "CRM_ADMIN_KEY", ...adminKey },
  adminKeyFile: {
    option: "admin-key-file",
    variable: "CRM_ADMIN_KEY_FILE",
    schema: z.string().min(1),
    must: "a file",
  },
  durability: {
    option: "durability",
    variable: "CRM_DURABILITY",
    ...oneOf(["full", "process"]),
  },
  stopGrace: {
    option: "stop-grace",
    variable: "CRM_STOP_GRACE",
    schema: plainNumber,
    must: "a number of seconds",
  },
  requestLimit: {
    option: "request-limit",
    variable: "CRM_REQUEST_LIMIT",
    schema: plainNumber.pipe(z.number().positive()),
    must: "a number of seconds above 0",
  },
  occ: {
    option: "occ",
    variable: "CRM_OCC",
    ...oneOf(["off", "report", "strict"]),
  },
  log: { option: "log", variable: "CRM_LOG", ...oneOf(LOG_LEVELS) },
} satisfies Record<string, Setting<string | string[]> | Setting<number>>;

export interface StartOptions {
  port: number;
  sitePort: number;
  webPort: number;
  host: string;
  /** Of the pages that may call; undefined: the page's own. */
  webOrigins: string[] | undefined;
  /** Other names that the API is called by; undefined: by the host. */
  allowedHosts: string[] | undefined;
  /** Proxies that say for whom they ask. */
  trustProxy: string[] | undefined;
  /** An absolute path. */
  data: string;
  adminKey: string | undefined;
  /** An absolute path; never beside `adminKey`. */
  adminKeyFile: string | undefined;
  durability: "full" | "process";
  occ: "off" | "report" | "strict";
  /** How long what runs may take to end at a stop, ms. */
  stopGraceMs: number;
  /** Within what a whole request has to arrive, ms; undefined: the runtime's. */
  requestLimitMs: number | undefined;
  /** Whether strangers learn only that a call failed; undefined: by the host. */
  redact: boolean | undefined;
  log: LogLevel;
  isSeeded: boolean;
  /** Whether to look at every page of the database before it is opened. */
  checksWholeFile: boolean;
  /** Whether to make a secret anew that a used data folder has lost. */
  isWebhookSecretRenewed: boolean;
  isMasterKeyRenewed: boolean;
  /** Of the functions. */
  env: Record<string, string>;
}

function pickPassed(environment: Environment): Record<string, string> {
  return Object.fromEntries(
    PASSED_VARIABLES.flatMap((name) => {
      const value = environment[name];
      if (value === undefined || value === "") {
        return [];
      }
      const rule = PASSED_RULES[name];
      return [[name, rule ? checkValue(rule, name, value) : value]];
    }),
  );
}

/** The key or the file that has it; the command line outweighs the environment. */
function readAdminKey(
  args: Arguments,
  environment: Environment,
  cwd: string,
): Pick<StartOptions, "adminKey" | "adminKeyFile"> {
  for (const given of [
    { args, environment: {} },
    { args, environment },
  ]) {
    const key = readSetting(SETTINGS.adminKey, given.args, given.environment);
    const file = readSetting(
      SETTINGS.adminKeyFile,
      given.args,
      given.environment,
    );
    if (key !== undefined && file !== undefined) {
      throw new UsageError(
        "The admin key is given twice, itself and as a file. Give one of them.",
      );
    }
    if (key !== undefined || file !== undefined) {
      const adminKeyFile = file && path.resolve(cwd, file);
      return { adminKey: key, adminKeyFile };
    }
  }
  return { adminKey: undefined, adminKeyFile: undefined };
}

const redactVariable = {
  variable: "CRM_REDACT",
  ...oneOf(["true", "false", "1", "0"]),
};

function readRedact(
  given: Arguments,
  environment: Environment,
): boolean | undefined {
  if (given.flags.has("redact") || given.flags.has("no-redact")) {
    return !given.flags.has("no-redact");
  }
  const word = readSetting(redactVariable, given, environment);
  return word === undefined ? undefined : word === "true" || word === "1";
}

function refuseSharedPorts(
  options: Pick<StartOptions, "port" | "sitePort" | "webPort">,
): void {
  const named = [
    ["--port", options.port],
    ["--site-port", options.sitePort],
    ["--web-port", options.webPort],
  ] as const;
  for (const [index, [option, value]] of named.entries()) {
    const other = named.slice(index + 1).find(([, port]) => port === value);
    if (value !== 0 && other !== undefined) {
      throw new UsageError(
        `${option} and ${other[0]} must differ; both are ${value}.`,
      );
    }
  }
}

const toMs = (seconds: number | undefined) =>
  seconds === undefined ? undefined : 1_000 * seconds;

/**
 * @param environment where a value is absent or "" it counts as not set
 * @param cwd what relative paths are relative to
 * @throws UsageError that names the option or variable.
 */
export function parseStartOptions(
  args: readonly string[],
  environment: Environment,
  cwd: string,
): StartOptions {
  const given = readArguments(args, {
    command: "npm start --",
    texts: Object.values(SETTINGS).map(({ option }) => option),
    flags: [
      "redact",
      "no-redact",
      "no-seed",
      "check-data",
      "new-webhook-secret",
      "new-master-key",
    ],
  });
  const read = <Value>(setting: Setting<Value>) =>
    readSetting(setting, given, environment);
  const ports = {
    port: read(SETTINGS.port) ?? 3210,
    sitePort: read(SETTINGS.sitePort) ?? 3211,
    webPort: read(SETTINGS.webPort) ?? 3212,
  };
  refuseSharedPorts(ports);
  return {
    ...ports,
    host: read(SETTINGS.host) ?? "127.0.0.1",
    webOrigins: read(SETTINGS.webOrigins),
    allowedHosts: read(SETTINGS.allowedHosts),
    trustProxy: read(SETTINGS.trustProxy),
    data: path.resolve(cwd, read(SETTINGS.data) ?? ".data"),
    ...readAdminKey(given, environment, cwd),
    durability: read(SETTINGS.durability) ?? "full",
    occ: read(SETTINGS.occ) ?? "off",
    stopGraceMs: 1_000 * (read(SETTINGS.stopGrace) ?? 10),
    requestLimitMs: toMs(read(SETTINGS.requestLimit)),
    redact: readRedact(given, environment),
    log: read(SETTINGS.log) ?? "info",
    checksWholeFile: given.flags.has("check-data"),
    isSeeded: !given.flags.has("no-seed"),
    isWebhookSecretRenewed: given.flags.has("new-webhook-secret"),
    isMasterKeyRenewed: given.flags.has("new-master-key"),
    env: pickPassed(environment),
  };
}
