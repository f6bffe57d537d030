/**
 * Two lint rules of our own: which room may import which (and which folder a
 * vendor's SDK), and the length of functions with test suites' `describe` bodies
 * exempt.
 */
import path from "node:path";
import { builtinRules } from "eslint/use-at-your-own-risk";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** What a room may import from our own tree, as path prefixes. */
const ROOMS = [
  { room: "src/lib/", mayImport: ["src/lib/"] },
  {
    room: "convex/model/",
    mayImport: [
      "convex/model/",
      "convex/_generated/",
      "convex/componentClients",
      // Validators of what is returned are built from the schema.
      "convex/schema",
      "src/lib/",
    ],
  },
  { room: "convex/", mayImport: ["convex/", "src/lib/"] },
  {
    room: "packages/local-convex/",
    mayImport: ["packages/local-convex/", "node_modules/"],
  },
  { room: "web/", mayImport: ["web/", "convex/_generated/", "src/lib/"] },
  { room: "scripts/bench/yardstick/", mayImport: ["scripts/bench/yardstick/"] },
  {
    room: "scripts/sim/command/",
    mayImport: [
      "scripts/sim/",
      "scripts/cli/",
      "scripts/local/",
      "src/lib/",
      "convex/_generated/",
    ],
  },
  {
    room: "scripts/sim/",
    mayImport: ["scripts/sim/", "src/lib/", "convex/_generated/"],
  },
  {
    // What is asked there is asked as digests ask: by the one client.
    room: "scripts/eval/model",
    mayImport: ["scripts/", "src/lib/", "convex/ai/client"],
  },
  {
    room: "scripts/",
    mayImport: ["scripts/", "src/lib/", "convex/_generated/", "package.json"],
  },
];

/** Vendor SDKs and the places that may import each. */
const VENDORS = [
  { name: "openai", mayBeImportedIn: ["convex/ai/"] },
  { name: "@base-ui/react", mayBeImportedIn: ["web/src/ui/"] },
  {
    name: "@convex-dev/auth",
    mayBeImportedIn: ["convex/auth.ts", "convex/schema.ts", "web/"],
  },
];

/** Rooms that may import the workspace package `local-convex` by its name. */
const RUNTIME_USERS = ["scripts/", "tests/", "packages/"];

/**
 * The rooms of convex/model/, each of which may use those before it; the schema
 * may use all.
 */
const MODEL = "convex/model/";
const MODEL_ROOMS = [
  "shared",
  "users",
  "workspaces",
  "notifications",
  "alerts",
  "ai",
  "digests",
  "conversations",
  "contacts",
  "downloads",
  "imports",
  "exports",
  "leads",
  "privacy",
  "webhooks",
  "kapso",
  "settings",
  "apply",
];

/** Whether a file of one model room imports from one that comes after it. */
function isAgainstModelOrder(file, target) {
  if (!file.startsWith(MODEL) || !target.startsWith(MODEL)) {
    return false;
  }
  const [from, to] = [file, target].map((path) =>
    MODEL_ROOMS.indexOf(path.slice(MODEL.length).split("/")[0]),
  );
  return from === -1 || to > from;
}

/** A path relative to the repository, with forward slashes. */
function toRepositoryPath(absolute) {
  return path.relative(ROOT, absolute).split(path.sep).join("/");
}

/** Why `source` may not be imported from `file`, or undefined if it may. */
function findViolation(file, source) {
  const own = ROOMS.find(({ room }) => file.startsWith(room));
  if (/^local-convex(\/|$)/.test(source)) {
    const isAllowed = RUNTIME_USERS.some((room) => file.startsWith(room));
    return isAllowed ? undefined : "local-convex";
  }
  const vendor = VENDORS.find(
    ({ name }) => source === name || source.startsWith(`${name}/`),
  );
  if (vendor !== undefined) {
    const isAllowed = vendor.mayBeImportedIn.some((place) =>
      file.startsWith(place),
    );
    return isAllowed ? undefined : vendor.name;
  }
  if (own === undefined || !source.startsWith(".")) {
    return undefined;
  }
  const target = toRepositoryPath(
    path.resolve(ROOT, path.dirname(file), source),
  );
  const isAllowed = own.mayImport.some(
    (prefix) => target.startsWith(prefix) || `${target}/` === prefix,
  );
  return isAllowed && !isAgainstModelOrder(file, target) ? undefined : target;
}

const importDirection = {
  meta: {
    type: "problem",
    docs: { description: "Rooms import each other in one direction only." },
    schema: [],
    messages: {
      direction: "{{file}} may not import {{target}} (see CONTRIBUTING.md).",
    },
  },
  create(context) {
    const file = toRepositoryPath(context.filename);
    const check = (node) => {
      if (typeof node?.value !== "string") {
        return;
      }
      const target = findViolation(file, node.value);
      if (target !== undefined) {
        context.report({
          node,
          messageId: "direction",
          data: { file, target },
        });
      }
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
    };
  },
};

/** Whether a function is the body handed to `describe` or one of its forms. */
function isSuiteBody(node) {
  let callee = node.parent?.type === "CallExpression" && node.parent.callee;
  while (callee) {
    if (callee.type === "Identifier") {
      return callee.name === "describe";
    }
    callee = callee.type === "CallExpression" ? callee.callee : callee.object;
  }
  return false;
}

const coreFunctionLength = builtinRules.get("max-lines-per-function");

const functionLength = {
  meta: coreFunctionLength.meta,
  create(context) {
    const filtered = Object.create(context, {
      report: {
        value: (descriptor) => {
          if (!isSuiteBody(descriptor.node)) {
            context.report(descriptor);
          }
        },
      },
    });
    return coreFunctionLength.create(filtered);
  },
};

export default {
  meta: { name: "rooms" },
  rules: {
    "import-direction": importDirection,
    "function-length": functionLength,
  },
};
