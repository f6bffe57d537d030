/** After everything else: what is stored is what was signed and acknowledged. */
import { readTable } from "../../../../src/sim/tables";
import type { Family } from "../family";

export const rows: Family = {
  name: "rows",
  about:
    "afterwards: every stored delivery was signed, every acknowledged one is stored",
  async run({ target, tally }) {
    await target.settle();
    const stored = await readTable(target.admin, "webhookAudit");
    const ids = new Set(stored.map((row) => row["_id"]));
    let missing = 0;
    for (const id of target.acknowledged) {
      missing += ids.has(id) ? 0 : 1;
    }
    tally.count(missing === 0, `${missing} acknowledged are missing`);
    const more = ids.size - target.acknowledged.size;
    tally.count(more <= target.unread, `${more} were never acknowledged`);
  },
};
