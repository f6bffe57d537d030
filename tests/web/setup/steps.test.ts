import { expect, it } from "vitest";
import { stepsOf } from "../../../web/src/screens/setup/steps";

const address = {
  url: "https://example.test/webhooks/kapso",
  endpoint_key: "default",
  has_secret: true,
  reached_at: undefined,
  wrong_signature: null,
};
const nothing = {
  webhook: address,
  delivery: { first_at: undefined, last_at: undefined },
  number: { phone_number_id: undefined, unclaimed: ["100000000000018"] },
  contact: { contact_id: undefined, first_at: undefined, is_sample: false },
  can_send_sample: false,
};

it("waits for every step of a new workspace", () => {
  expect(stepsOf(nothing)).toEqual({
    webhook: "waiting",
    delivery: "waiting",
    number: "waiting",
    contact: "waiting",
  });
});

it("shows a refused delivery as a failure, though the address was reached", () => {
  const refused = { reason: "mismatch" as const, last_at: 2 };
  const webhook = { ...address, reached_at: 1, wrong_signature: refused };
  expect(stepsOf({ ...nothing, webhook }).webhook).toBe("failed");
});
