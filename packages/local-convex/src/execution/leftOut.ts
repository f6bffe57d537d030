/** What of production the README lists as left out, by system calls and addresses. */
const LEFT_OUT: readonly (readonly [operations: RegExp, what: string])[] = [
  [/^(1\.0\/storage|storage\/|\/api\/storage\/)/, "File storage"],
  [/^1\.0\/actions\/vectorSearch$/, "Vector search"],
  [/^1\.0\/auditLog$/, "Audit logging (`log.audit`)"],
  [
    /^(\/api\/(import\/|perform_import$)|_system\/cli\/queryImport:)/,
    "Importing data",
  ],
  [/^(\/api\/export\/|_system\/cli\/exports:)/, "Exporting data"],
];

/** What to tell who asks for an operation that is left out; null for all others. */
export function leftOutMessage(operation: string): string | null {
  const [, what] = LEFT_OUT.find(([left]) => left.test(operation)) ?? [];
  return what === undefined
    ? null
    : `${what} is not supported by local-convex.`;
}
