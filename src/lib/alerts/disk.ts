/** When a disk counts as nearly full. */

const GIB = 1024 ** 3;
/** It is low below both; and well again only above both of the second pair. */
const LOW = { share: 0.1, bytes: 2 * GIB };
const WELL = { share: 0.15, bytes: 3 * GIB };

/**
 * Both the share and the bytes must be small: a tenth of a large disk is plenty.
 *
 * @param wasLow the alert stands: it takes more room to end it than to raise it
 */
export function isDiskLow(
  disk: { free_bytes: number; total_bytes: number },
  wasLow: boolean,
): boolean {
  const { share, bytes } = wasLow ? WELL : LOW;
  return disk.free_bytes < bytes && disk.free_bytes < disk.total_bytes * share;
}
