/** Our own numbers come and go; none of them makes a tenant. */
import { describe, expect, it } from "vitest";
import { phoneNumberChanged, storyTimeMs } from "../../../support/bodies";
import { PHONE_NUMBER_ID } from "../../../support/conversationArbitrary";
import { useConvexEnvironment } from "../../../support/environment";
import { permutations } from "../../../support/permutations";
import { deliver } from "../../../support/requests";
import { onlyRow, rowsOf } from "../../../support/rows";
import { setupDemo } from "../../../support/setup";

useConvexEnvironment();

describe("a number that nobody knows", () => {
  it("is recorded as unclaimed, and stays so when it comes back", async () => {
    const { t } = await setupDemo();
    await deliver(
      t,
      phoneNumberChanged("created", "55", 0),
      phoneNumberChanged("disconnected", "55", 1),
    );
    const last = async () => (await rowsOf(t, "phoneNumbers")).at(-1);
    expect(await last()).toMatchObject({
      phone_number_id: "55",
      status: "disconnected",
    });
    await deliver(t, phoneNumberChanged("reconnected", "55", 2));
    expect(await last()).toMatchObject({ status: "unclaimed" });
    expect(await last()).not.toHaveProperty("workspace_id");
    expect(await rowsOf(t, "workspaces")).toHaveLength(1);
  });
});

describe("a workspace's number", () => {
  it("has the status of its latest event, in any order", async () => {
    for (const tellings of permutations([
      phoneNumberChanged("disconnected", PHONE_NUMBER_ID, 1),
      phoneNumberChanged("reconnected", PHONE_NUMBER_ID, 2),
      phoneNumberChanged("deleted", PHONE_NUMBER_ID, 3),
    ])) {
      const { t, workspaceId } = await setupDemo();
      await deliver(t, ...tellings);
      expect(await onlyRow(t, "phoneNumbers")).toMatchObject({
        workspace_id: workspaceId,
        status: "deleted",
        status_at: storyTimeMs(3),
      });
    }
  });
});
