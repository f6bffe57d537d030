/** The form to copy: the one of the docs, and safe with any words in it. */
import { readFile } from "node:fs/promises";
import { format, resolveConfig } from "prettier";
import { expect, it } from "vitest";
import {
  areFormFields,
  type FormField,
  keyOfLabel,
} from "../../../src/lib/leads/form";
import { formSnippet } from "../../../src/lib/leads/formSnippet";

const WORDS = {
  send: "Send",
  thanks: "Thank you. We will write to you.",
  failed: "That did not work. Please try again.",
  leaveEmpty: "Leave this empty",
};
const FIELDS: FormField[] = [
  { key: "name", label: "Name", type: "name", required: true },
  { key: "phone", label: "WhatsApp number", type: "phone", required: true },
  { key: "message", label: "Message", type: "long_text", required: false },
];
const FILE = "docs/lead-form.html";

it("is the form of the docs", async () => {
  const snippet = formSnippet(
    {
      url: "https://YOUR-SITE/leads/YOUR-FORM-KEY",
      fields: FIELDS,
      consent_text: "You may answer me on WhatsApp.",
    },
    WORDS,
  );
  const comment =
    "<!-- A lead form for your page. Put your form's address into `action`. -->";
  const options = { ...(await resolveConfig(FILE)), parser: "html" };
  expect(await format(`${comment}\n${snippet}`, options)).toBe(
    await readFile(FILE, "utf8"),
  );
});

it("asks each kind of field in its own way, and no consent where there is none", () => {
  const html = formSnippet(
    {
      url: "https://site.example/leads/key",
      fields: [
        { key: "email", label: "E-mail", type: "email", required: false },
        { key: "firm", label: "Firm", type: "text", required: true },
        {
          key: "city",
          label: "City",
          type: "choice",
          required: true,
          choices: ["Bandung", "Bogor & around"],
        },
      ],
    },
    WORDS,
  );
  expect(html).toContain(
    '<input id="lead-email" name="email" type="email" autocomplete="email" />',
  );
  expect(html).toContain('<input id="lead-firm" name="firm" required />');
  expect(html).toContain('<select id="lead-city" name="city" required>');
  expect(html).toContain("<option>Bogor &amp; around</option>");
  expect(html).not.toContain("consent");
});

it("lets no words out of their place", () => {
  const nasty = `"></p><script>alert(1)</script>`;
  const html = formSnippet(
    {
      url: `https://site.example/${nasty}`,
      fields: [
        {
          key: "city",
          label: nasty,
          type: "choice",
          required: true,
          choices: [nasty],
        },
      ],
      consent_text: nasty,
    },
    { send: nasty, thanks: nasty, failed: nasty, leaveEmpty: nasty },
  );
  // The form's own script, and none besides.
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html.match(/<\/script/g)).toHaveLength(1);
  expect(html).not.toContain(nasty);
});

it.each([
  ["Nama lengkap", "nama_lengkap"],
  ["  Kota / Ukuran? ", "kota_ukuran"],
  ["Café №2", "cafe_no2"],
  ["2 ukuran", "ukuran"],
  ["名前", "field"],
  ["Consent", "consent_2"],
  ["Kota", "kota_3"],
  ["panjang ".repeat(20), "panjang_panjang_panjang_panja"],
])("makes a key of the label %j", (label, key) => {
  const made = keyOfLabel(label, new Set(["kota", "kota_2"]));
  expect(made).toBe(key);
  expect(
    areFormFields([{ key: made, label, type: "phone", required: true }]),
  ).toBe(true);
});
