/** A form on somebody's page: what it takes, from where, and what comes of it. */
import { beforeEach, describe, expect, it } from "vitest";
import { api } from "../../convex/_generated/api";
import type { FormField } from "../../src/lib/leads/form";
import { useConvexEnvironment } from "../support/environment";
import { ARDI, setupFront, type Front } from "../support/leads";
import { onlyRow, rowsOf } from "../support/rows";
import { drain } from "../support/setup";
import { codeOf } from "../support/tenants";

useConvexEnvironment();

const ORIGIN = "https://toko.example";
const FIELDS: FormField[] = [
  { key: "name", label: "Nama", type: "name", required: true },
  { key: "phone", label: "WhatsApp", type: "phone", required: true },
  { key: "email", label: "E-mail", type: "email", required: false },
  {
    key: "city",
    label: "Kota",
    type: "choice",
    required: false,
    choices: ["Bandung", "Bogor"],
  },
  { key: "message", label: "Pesan", type: "long_text", required: false },
];
const ANSWERS = {
  name: "Dewi Anggraini",
  phone: "0812-5550-0301",
  city: "Bogor",
  message: "Mau tanya paket katering",
};

let front: Front;
let key: string;
let formId: Awaited<ReturnType<typeof create>>["form_id"];

const create = async (more: object = {}) =>
  await front.asOwner.mutation(api.forms.create, {
    workspace_id: front.workspaceId,
    name: "Hubungi kami",
    origins: [ORIGIN],
    fields: FIELDS,
    ...more,
  });

beforeEach(async () => {
  front = await setupFront();
  const made = await create();
  [key, formId] = [made.form_key, made.form_id];
});

const send = async (
  answers: Record<string, unknown>,
  {
    headers = {},
    raw,
  }: { headers?: Record<string, string>; raw?: string } = {},
) => {
  const response = await front.t.fetch(`/leads/${key}`, {
    method: "POST",
    headers: {
      Origin: ORIGIN,
      "Content-Type": "application/json",
      ...headers,
    },
    body: raw ?? JSON.stringify({ elapsed_ms: 9_000, ...answers }),
  });
  await drain(front.t);
  return response;
};

const FORM = { "Content-Type": "application/x-www-form-urlencoded" };

describe("a submission", () => {
  it("makes a contact and a lead of somebody new", async () => {
    const response = await send(ANSWERS);
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ status: "accepted" });
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe(ORIGIN);
    expect(await front.contact()).toMatchObject({
      name: "Dewi Anggraini",
      phone_normalized: "+6281255500301",
      source: "form",
      lead_status: "unqualified",
    });
    expect(await front.lead()).toMatchObject({
      reason: "form",
      review: "pending",
    });
    expect(await onlyRow(front.t, "formSubmissions")).toMatchObject({
      answers: ANSWERS,
      is_suggestion: false,
    });
  });

  it("gives way to what WhatsApp says of the person later", async () => {
    await send({ ...ANSWERS, phone: ARDI.phone });
    await front.hear("Halo, saya yang isi form");
    expect(await front.contact()).toMatchObject({
      name: ARDI.name,
      message_count: 1,
      source: "form",
    });
  });

  it("changes nothing of somebody known, and stands beside them", async () => {
    await front.hear("Halo");
    const before = await front.contact();
    await send({ ...ANSWERS, phone: "+62 812-5550-0201" });
    const {
      lead_status,
      search_terms: _terms,
      ...after
    } = await front.contact();
    expect(before).toMatchObject({ ...after, field_sources: {} });
    expect(lead_status).toBe("unqualified");
    const { _id: contact_id } = before;
    const said = await front.asOwner.query(api.forms.submissions, {
      contact_id,
    });
    expect(said).toMatchObject([
      {
        is_suggestion: true,
        answers: { name: ANSWERS.name },
      },
    ]);
  });

  it("that looks like spam is kept and makes no lead", async () => {
    const message =
      "Pinjaman online tanpa jaminan, hubungi 0812 5550 0999 sekarang";
    await send({ ...ANSWERS, message });
    expect(await front.leads()).toEqual([]);
    expect(await onlyRow(front.t, "formSubmissions")).toMatchObject({
      is_spam: true,
    });
  });

  it("keeps the consent's text and time with it", async () => {
    const consent_text = "Saya setuju dihubungi lewat WhatsApp.";
    await front.asOwner.mutation(api.forms.update, {
      form_id: formId,
      consent_text,
    });
    const refused = await send(ANSWERS);
    expect(await refused.json()).toMatchObject({
      fields: { consent: "required" },
    });
    await send({ ...ANSWERS, consent: true });
    expect((await onlyRow(front.t, "formSubmissions")).consent).toEqual({
      text: consent_text,
      at: expect.any(Number) as number,
    });
  });

  it.each([
    [{ name: "" }, { name: "required" }],
    [{ phone: "bukan nomor" }, { phone: "invalid" }],
    [{ email: "x@" }, { email: "invalid" }],
    [{ city: "Surabaya" }, { city: "invalid" }],
    [{ name: "x".repeat(300) }, { name: "too_long" }],
    [{ message: "x".repeat(2_001) }, { message: "too_long" }],
  ])("%j is answered by field", async (wrong, fields) => {
    const response = await send({ ...ANSWERS, ...wrong });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: "invalid_fields",
      fields,
    });
    expect(await rowsOf(front.t, "formSubmissions")).toEqual([]);
  });
});

describe("programs", () => {
  it("that fill in what nobody sees are thanked, and nothing is kept", async () => {
    const response = await send({
      ...ANSWERS,
      website_url: "http://x.example",
    });
    expect(response.status).toBe(201);
    expect(await rowsOf(front.t, "contacts")).toEqual([]);
  });

  it.each([{ elapsed_ms: 200 }, { elapsed_ms: "soon" }])(
    "that are faster than people are told to wait",
    async (time) => {
      const response = await send({ ...ANSWERS, ...time });
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { error: "too_fast" },
      ]);
    },
  );

  it("are limited by form and address before anything else", async () => {
    for (let i = 0; i < 20; i += 1) {
      await send({}, { raw: "{" });
    }
    const response = await send(ANSWERS);
    expect(response.status).toBe(429);
    expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(0);
  });

  it.each([
    ["{", 400, "invalid_body"],
    ["[1]", 400, "invalid_body"],
    ['{"name":{"$gt":""}}', 400, "invalid_body"],
    [`{"name":"${"x".repeat(17_000)}"}`, 413, "body_too_large"],
  ])("that send %.20s get %i", async (raw, status, error) => {
    const response = await send({}, { raw });
    expect([response.status, await response.json()]).toMatchObject([
      status,
      { error },
    ]);
  });
});

describe("origins", () => {
  it.each([
    "https://evil.example",
    "https://toko.example.evil.example",
    "http://toko.example",
    "https://toko.example:8443",
    "null",
    "",
  ])("%s may not send", async (Origin) => {
    const response = await send(ANSWERS, { headers: { Origin } });
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { error: "unknown_origin" },
    ]);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
    expect(await rowsOf(front.t, "contacts")).toEqual([]);
  });

  const ask = (Origin: string) =>
    front.t.fetch(`/leads/${key}`, {
      method: "OPTIONS",
      headers: { Origin, "Access-Control-Request-Method": "POST" },
    });

  it("are told exactly what they may do", async () => {
    const response = await ask(ORIGIN);
    expect(response.status).toBe(204);
    const of = (name: string) => response.headers.get(name);
    expect(of("Access-Control-Allow-Origin")).toBe(ORIGIN);
    expect(of("Access-Control-Allow-Methods")).toBe("POST");
    expect(of("Access-Control-Allow-Headers")).toBe("content-type");
    expect(of("Vary")).toBe("Origin");
    expect(of("Access-Control-Allow-Credentials")).toBeNull();
    expect((await ask("https://evil.example")).status).toBe(403);
  });

  it("of a form with another key, or switched off, may not send", async () => {
    const old = key;
    const rotated = await front.asOwner.mutation(api.forms.rotateKey, {
      form_id: formId,
    });
    expect((await send(ANSWERS)).status).toBe(403);
    key = rotated.form_key;
    expect(key).not.toBe(old);
    const disable = (disabled: boolean) =>
      front.asOwner.mutation(api.forms.update, { form_id: formId, disabled });
    await disable(true);
    expect((await send(ANSWERS)).status).toBe(403);
    await disable(false);
    expect((await send(ANSWERS)).status).toBe(201);
  });
});

describe("without JavaScript", () => {
  const encoded = (answers: Record<string, string>) =>
    new URLSearchParams(answers).toString();

  it("people are led back to the page", async () => {
    const redirect_url = `${ORIGIN}/terima-kasih`;
    await front.asOwner.mutation(api.forms.update, {
      form_id: formId,
      redirect_url,
    });
    const raw = encoded({ ...ANSWERS, elapsed_ms: "", website_url: "" });
    const response = await send({}, { headers: FORM, raw });
    expect(response.status).toBe(303);
    expect(response.headers.get("Location")).toBe(redirect_url);
    expect((await front.contact()).name).toBe(ANSWERS.name);
  });

  it("they are told what is wrong, in text", async () => {
    const raw = encoded({ name: "<b>x</b>", phone: "" });
    const response = await send({}, { headers: FORM, raw });
    expect(response.status).toBe(400);
    expect(response.headers.get("Content-Type")).toContain("text/plain");
    expect(await response.text()).toContain("WhatsApp: required.");
  });
});

describe("a form", () => {
  it.each([
    { name: " " },
    { origins: [] },
    { origins: ["toko.example"] },
    { origins: ["https://toko.example/"] },
    { origins: ["*"] },
    { redirect_url: "https://evil.example/" },
    { fields: [] },
    { fields: [{ key: "name", label: "Nama", type: "name", required: true }] },
    {
      fields: [{ key: "consent", label: "HP", type: "phone", required: true }],
    },
  ])("that asks for nonsense is refused: %j", async (wrong) => {
    expect(await codeOf(create(wrong))).toBe("invalid_form");
  });
});

it("is listed with the address that it is sent to", async () => {
  const [form] = await front.asOwner.query(api.forms.list, {
    workspace_id: front.workspaceId,
  });
  expect(form).toMatchObject({ name: "Hubungi kami", form_key: key });
  expect(form?.url.endsWith(`/leads/${key}`)).toBe(true);
});
