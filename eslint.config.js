/** Lint rules. Each of our own choices is proven in tests/scripts/eslintConfig.test.ts. */
import convexPlugin from "@convex-dev/eslint-plugin";
import tseslint from "typescript-eslint";
import rooms from "./scripts/lint/roomsPlugin.js";

const SOURCE = ["**/*.ts", "**/*.tsx", "**/*.js", "**/*.mjs"];
const TYPED = ["**/*.ts", "**/*.tsx"];
const CONVEX = ["convex/**/*.ts"];

/** Names that Convex's default runtime lacks although Node has them. */
const NODE_ONLY_GLOBALS = [
  "Buffer",
  "process",
  "global",
  "require",
  "module",
  "__dirname",
  "__filename",
  "setImmediate",
  "clearImmediate",
  "queueMicrotask",
  "WebSocket",
  "navigator",
];
const BROWSER_ONLY_GLOBALS = ["document", "window", "localStorage"];

/** Casts that silence the compiler instead of proving something. */
const SILENCING_CASTS = [
  {
    selector:
      "TSAsExpression > TSAsExpression > TSUnknownKeyword.typeAnnotation",
    message: "Use a guard or a schema instead of casting through unknown.",
  },
  {
    selector: "TSAsExpression > TSNeverKeyword.typeAnnotation",
    message: "Use a guard instead of casting to never.",
  },
];

/** The runtime logs what an error says: it may not say who somebody is. */
const VALUES_IN_ERRORS = [
  {
    selector:
      "ThrowStatement > NewExpression > :not(Literal, ObjectExpression).arguments",
    message: "An error's text is logged: write it out, without values.",
  },
  {
    selector:
      "ThrowStatement > NewExpression > ObjectExpression > :not(Property[key.name='code'][value.type='Literal'], Property[key.name=/_ms$/])",
    message: "An error's data is logged: a code, or a time.",
  },
];

/** Lists, search and counts are kept with each write of a contact. */
const CONTACT_WRITES = [
  {
    selector:
      "CallExpression[callee.property.name=/^(insert|patch|replace|delete)$/][arguments.0.value='contacts']",
    message: "Write contacts with convex/model/contacts/write.ts.",
  },
];
const CONTACT_WRITER = "convex/model/contacts/write.ts";

/** The clock and chance are arguments in pure code. */
const IMPURE_CALLS = [
  {
    selector:
      "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "Take `now` as an argument.",
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Take `now` as an argument.",
  },
  {
    selector:
      "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: "Take a random source as an argument.",
  },
];

/** What stands for something else while a guest's code runs. */
const GUEST_VISIBLE_GLOBALS = [
  ...["console", "Convex", "crypto", "Date", "fetch", "performance", "process"],
  ...["queueMicrotask", "require", "setImmediate", "setInterval", "setTimeout"],
].map((name) => ({ name, message: "Take it from hostGlobals." }));

const restrictGlobals = (names) => ["error", ...names];

export default tseslint.config(
  {
    ignores: [
      "**/node_modules/",
      "**/_generated/",
      "packages/local-convex/tests/fixtureApp/",
      "bench-results/",
      "coverage/",
      "dist/",
      ".data/",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: SOURCE,
    plugins: { rooms },
    rules: {
      "rooms/import-direction": "error",
      "rooms/function-length": ["error", { max: 60 }],
      "max-lines": ["error", { max: 400 }],
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"] }],
      eqeqeq: "error",
      curly: ["error", "all"],
    },
  },
  {
    files: TYPED,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports" },
      ],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        {
          argsIgnorePattern: "^_",
          varsIgnorePattern: "^_",
          // `const { secret, ...shown } = row` is how a field is left out.
          ignoreRestSiblings: true,
        },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // Convex handlers are async by contract, with or without an await.
      "@typescript-eslint/require-await": "off",
      "no-restricted-syntax": ["error", ...SILENCING_CASTS],
    },
  },
  {
    files: ["src/lib/**/*.ts"],
    rules: {
      "no-restricted-globals": restrictGlobals([
        ...NODE_ONLY_GLOBALS,
        ...BROWSER_ONLY_GLOBALS,
      ]),
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { regex: "^node:", message: "src/lib runs everywhere." },
            {
              regex: "^convex/(?!values$)",
              message: "src/lib knows only convex/values.",
            },
          ],
        },
      ],
      "no-restricted-syntax": [
        "error",
        ...SILENCING_CASTS,
        ...VALUES_IN_ERRORS,
        ...IMPURE_CALLS,
      ],
    },
  },
  {
    files: CONVEX,
    plugins: { "@convex-dev": convexPlugin },
    rules: {
      ...convexPlugin.configs.recommended[0].rules,
      "@convex-dev/require-access-control": "error",
      "@convex-dev/import-wrong-runtime": "error",
      "@convex-dev/no-collect-in-query": "error",
      "@convex-dev/no-filter-in-query": "error",
      "@convex-dev/no-top-of-hour-crons": "error",
      "no-restricted-globals": restrictGlobals([
        ...NODE_ONLY_GLOBALS,
        ...BROWSER_ONLY_GLOBALS,
      ]),
      "no-restricted-syntax": [
        "error",
        ...SILENCING_CASTS,
        ...VALUES_IN_ERRORS,
        ...CONTACT_WRITES,
      ],
    },
  },
  {
    files: [CONTACT_WRITER],
    rules: {
      "no-restricted-syntax": [
        "error",
        ...SILENCING_CASTS,
        ...VALUES_IN_ERRORS,
      ],
    },
  },
  {
    // Public functions check access: they are made with convex/functions.ts.
    files: CONVEX,
    ignores: ["convex/functions.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^node:",
              message: "The default runtime has no Node modules.",
            },
            {
              regex: "_generated/server$",
              importNames: ["query", "mutation", "action"],
              message: "Use a builder of convex/functions.ts.",
            },
          ],
        },
      ],
    },
  },
  {
    // What speaks to others is in one place for each of them.
    files: ["src/lib/**/*.ts", ...CONVEX],
    ignores: ["convex/ai/**", "convex/kapso/**", "convex/notifications/**"],
    rules: {
      "no-restricted-globals": restrictGlobals([
        ...NODE_ONLY_GLOBALS,
        ...BROWSER_ONLY_GLOBALS,
        {
          name: "fetch",
          message:
            "Only convex/ai, convex/kapso and convex/notifications speak to other servers.",
        },
      ]),
    },
  },
  {
    files: ["packages/local-convex/src/**/*.ts"],
    ignores: [
      "packages/local-convex/src/host/hostGlobals.ts",
      // Puts the guests' in their places.
      "packages/local-convex/src/execution/worker/globals.ts",
    ],
    rules: {
      "no-restricted-globals": restrictGlobals(GUEST_VISIBLE_GLOBALS),
      "no-restricted-properties": [
        "error",
        {
          object: "Math",
          property: "random",
          message: "Take it from hostGlobals.",
        },
      ],
    },
  },
  {
    files: ["**/tests/**/*.ts"],
    rules: {
      // `expect.any(...)` and its like are typed any.
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
);
