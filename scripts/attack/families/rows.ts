/** After everything else: what is stored is what was signed and acknowledged. */
import { readTable } from "../../sim/tables";
import type { Family } from "../family";

/** The probe's, whose answer may not have been read yet. */
const UNDER_WAY = 1;

export const rows: Family = {
  name: "rows",
  about:
    "afterwards: every stored delivery was signed, every acknowledged one is stored",
  async run({ target, tally }) {
    await target.settle();
    const acknowledged = [...target.acknowledged];
    const stored = await readTable(target.admin, "webhookAudit");
    const ids = new Set(stored.map((row) => row["_id"]));
    const missing = acknowledged.filter((id) => !ids.has(id)).length;
    tally.count(missing === 0, `${missing} acknowledged are missing`);
    const more = ids.size - target.acknowledged.size;
    const isHeld = more <= target.unread + UNDER_WAY;
    tally.count(isHeld, `${more} were never acknowledged`);
  },
};
