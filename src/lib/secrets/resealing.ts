/** What became of sealing anew, in words for the operator. */

interface Resealing {
  current_key: string;
  outdated: number;
  unreadable: number;
  keys: readonly { key_id: string; can_go: boolean }[];
}

const count = (secrets: number) =>
  secrets === 1 ? "1 secret" : `${secrets} secrets`;

/**
 * @param resealed how many were sealed anew; null when they were only counted
 */
export function describeResealing(
  report: Resealing,
  resealed: number | null,
): string {
  const { outdated, unreadable, current_key: current } = report;
  const idle = report.keys.filter((key) => key.can_go);
  const sentences = [
    resealed === null
      ? outdated === 0
        ? `Everything that opens is sealed with ${current}.`
        : `${count(outdated)} would be sealed anew with ${current}. Add "confirm": true to do it.`
      : `${count(resealed)} sealed anew with ${current}.`,
  ];
  if (resealed !== null && outdated > 0) {
    sentences.push(`${count(outdated)} left with an older key: run it again.`);
  }
  if (unreadable > 0) {
    sentences.push(
      `No key opens ${count(unreadable)}: put the key that sealed them back into CRM_MASTER_KEY, or give those endpoints new ones with ops:rotateSecret and "previous_valid_hours": 0, those workspaces theirs with ops:setKapsoKey, and make those channels anew.`,
    );
  }
  if (idle.length > 0) {
    const names = idle.map(({ key_id }) => key_id).join(", ");
    sentences.push(
      `Nothing is sealed with ${names} any more: take it out of CRM_MASTER_KEY, and keep it as long as backups of before.`,
    );
  }
  return sentences.join(" ");
}
