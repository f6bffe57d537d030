/** `GET /metrics`, read by a strict parser of the OpenMetrics text format. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { raise } from "../support/alertWatch";
import { inbound, SEKAR } from "../support/bodies";
import { useConvexEnvironment } from "../support/environment";
import { parseOpenMetrics } from "../support/openMetrics";
import { onlyRow } from "../support/rows";
import { deliver } from "../support/requests";
import { setupDemo, type TestConvex } from "../support/setup";
import { toOpenMetrics } from "../../src/lib/metrics/openMetrics";

useConvexEnvironment();

const TOKEN = "a-token-of-this-test";

let t: TestConvex;
beforeEach(async () => {
  vi.stubEnv("CRM_METRICS_TOKEN", TOKEN);
  ({ t } = await setupDemo());
});

const get = async (authorization?: string) =>
  await t.fetch("/metrics", {
    headers: authorization === undefined ? {} : { authorization },
  });

describe("GET /metrics", () => {
  it("says how the deployment does", async () => {
    await deliver(t, inbound({ id: "w1", person: SEKAR, at: 0 }));
    await raise(t, { kind: "v1_webhook", key: "default" });
    const response = await get(`Bearer ${TOKEN}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(
      "application/openmetrics-text; version=1.0.0; charset=utf-8",
    );
    const text = await response.text();
    const samples = parseOpenMetrics(text);
    expect(samples.get("crm_ingestion_stalled")).toBe(0);
    expect(samples.get('crm_open_alerts{kind="v1_webhook"}')).toBe(1);
    expect(samples.get('crm_open_alerts{kind="ai_budget"}')).toBe(0);
    expect(
      samples.get('crm_last_delivery_timestamp_seconds{workspace="demo"}'),
    ).toBe((await onlyRow(t, "webhookAudit")).received_at / 1000);
    expect(text).not.toContain("Sekar");
  });

  it.each([undefined, "Bearer ", "Bearer another-token-of-this", TOKEN])(
    "is refused with %j",
    async (authorization) => {
      expect((await get(authorization)).status).toBe(401);
    },
  );

  it("is off without a token that can be trusted", async () => {
    vi.stubEnv("CRM_METRICS_TOKEN", "short");
    expect((await get("Bearer short")).status).toBe(503);
  });
});

it("escapes what labels say", () => {
  const label = 'a"b\\c\nd';
  const text = toOpenMetrics([
    { name: "x", help: "y", samples: [{ labels: { label }, value: 1 }] },
  ]);
  expect([...parseOpenMetrics(text).keys()]).toEqual([
    `x{label="${'a\\"b\\\\c\\nd'}"}`,
  ]);
});
