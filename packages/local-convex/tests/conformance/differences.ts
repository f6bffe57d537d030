/**
 * The component tests that cannot pass, because they rely on what a convex-test
 * does and production does not, and the words they fail with. Each reason has a
 * test of what the runtime does instead in `differences.test.ts`.
 */

/** Errors that crossed a nested call read "Uncaught <Name>: …". */
const UNCAUGHT = /expected .* to match object/;
/** "ArgumentValidationError: …", not "Validator error: …". */
const VALIDATION = /Validator error.*ArgumentValidationErr/;
/** `_scheduled_functions` names a function "lib.js:cancelAll". */
const SCHEDULED_NAME = /expected undefined to be defined/;
/** Functions cannot delete rows of system tables. */
const READ_ONLY = /System tables \(prefixed with `_`\) are read-only/;
/** Creation times go on while the clock stands still, so they are after it. */
const AFTER_THE_CLOCK = /expected \{.*\} to be null/;
/** A field's name may not be "". */
const EMPTY_FIELD = /Field name cannot be empty/;

const CLIENT = "workpool/src/client/index.test.ts";
const LIB = "workpool/src/component/lib.test.ts";
const STATES = "workpool/src/component/stateMachine.test.ts";
const REUSES = "a failure filter reuses an existing completion handler for";

export const EXPECTED_FAILURES: Record<string, RegExp> = {
  [`${CLIENT}: ${REUSES} failed action work`]: UNCAUGHT,
  [`${CLIENT}: ${REUSES} failed mutation work`]: UNCAUGHT,
  [`${CLIENT}: ${REUSES} failed query work`]: UNCAUGHT,
  [`${CLIENT}: a failure filter restores large context (large arguments: false)`]:
    UNCAUGHT,
  [`${CLIENT}: a failure filter restores large context (large arguments: true)`]:
    UNCAUGHT,
  [`${CLIENT}: rejects invalid result kinds at runtime (batch: false)`]:
    VALIDATION,
  [`${CLIENT}: rejects invalid result kinds at runtime (batch: true)`]:
    VALIDATION,
  [`${LIB}: rejects invalid status filters before writing any work (batch: false)`]:
    VALIDATION,
  [`${LIB}: rejects invalid status filters before writing any work (batch: true)`]:
    VALIDATION,
  [`${LIB}: should process work items in batches for cancelAll`]:
    SCHEDULED_NAME,
  "workpool/src/component/stats.test.ts: should schedule calculateBacklogAndReport when backlog is large":
    SCHEDULED_NAME,
  "workpool/src/component/migrations.test.ts: keeps existing pointers and deletes entries whose work is gone":
    AFTER_THE_CLOCK,
  [`${STATES}: consumes a pending completion and starts backlog despite GC'd scheduledId`]:
    READ_ONLY,
  [`${STATES}: recovery fails a job whose scheduledId is GC'd and no completion exists`]:
    READ_ONLY,
  [`${STATES}: recovery scan tolerates a GC'd scheduledId for a live job`]:
    READ_ONLY,
  "aggregate/src/component/btree.test.ts: btree operations with arbitrary values match simple btree (with seed=20260821)":
    EMPTY_FIELD,
};
