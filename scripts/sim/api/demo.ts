/** A believable project behind the read API: a day's talk, workflows, a webhook. */
import { DAY_MS } from "../../../src/lib/time/units";
import type { JsonObject } from "../bodies";
import { createRandom } from "../random";
import { castPeople, tellDay } from "../story";
import { DEMO_PHONE_NUMBER_ID, World } from "../world";
import { Archive, type Workflow } from "./archive";

const node = (id: string, type: string, name: string, config: JsonObject) => ({
  id,
  type: "flow-node",
  position: { x: 0, y: 0 },
  data: { node_type: type, display_name: name, config },
});

const edge = (source: string, target: string, label: string) => ({
  id: `${source}-${target}`,
  source,
  target,
  label,
  flow_condition_id: null,
});

/** A greeting that hands on to an agent and to our staff. */
export function demoWorkflow(): Workflow {
  return {
    row: {
      id: "11111111-1111-4111-8111-111111111111",
      name: "Sapaan",
      slug: "sapaan",
      description: null,
      status: "active",
      lock_version: 7,
      message_debounce_seconds: 5,
      execution_count: 120,
    },
    definition: {
      nodes: [
        node("start", "start", "Mulai", {}),
        node("greet", "send_text", "Sapaan", {
          message: "Halo! Ada yang bisa kami bantu?",
        }),
        node("agent", "agent", "Asisten", {
          system_prompt: "Kamu asisten toko kopi fiktif.",
          temperature: 0.2,
        }),
        node("stock", "webhook", "Stok", {
          url: "https://stok.invalid/api",
          headers: { Authorization: "Bearer sim-token-0123456789ab3f9a" },
        }),
        node("staff", "handoff", "Staf", { reason: "Minta staf" }),
      ],
      edges: [
        edge("start", "greet", "next"),
        edge("greet", "agent", "next"),
        edge("agent", "stock", "stock"),
        edge("agent", "staff", "handoff"),
      ],
    },
  };
}

export const ALL_EVENTS = [
  "whatsapp.message.received",
  "whatsapp.message.sent",
  "whatsapp.message.delivered",
  "whatsapp.message.read",
  "whatsapp.message.failed",
  "whatsapp.conversation.created",
  "whatsapp.conversation.ended",
  "whatsapp.conversation.inactive",
];

export interface DemoOptions {
  seed: number;
  people: number;
  /** ms UTC */
  now: number;
  /** Where the simulated webhook posts to. */
  webhookUrl: string;
}

export function createDemoArchive(options: DemoOptions): Archive {
  const { seed, people, now, webhookUrl } = options;
  const random = createRandom(seed);
  const world = new World(random);
  const archive = new Archive();
  const cast = castPeople(random, people);
  const span = { from: now - DAY_MS, until: now };
  for (const event of tellDay({ world, random, people: cast, ...span })) {
    archive.learn(event);
  }
  archive.phoneNumbers.push({
    id: DEMO_PHONE_NUMBER_ID,
    phone_number_id: DEMO_PHONE_NUMBER_ID,
    display_name: "Kedai Fiktif",
    status: "CONNECTED",
  });
  archive.workflows.push(demoWorkflow());
  archive.webhooks.push({
    id: "22222222-2222-4222-8222-222222222222",
    url: webhookUrl,
    kind: "kapso",
    events: ALL_EVENTS,
    active: true,
    payload_version: "v2",
    phone_number_id: DEMO_PHONE_NUMBER_ID,
    secret_key: "told-in-clear-by-kapso",
  });
  return archive;
}
