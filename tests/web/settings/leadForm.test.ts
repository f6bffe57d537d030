import { describe, expect, it } from "vitest";
import { areFormFields } from "../../../src/lib/leads/form";
import {
  blankField,
  type FormDraft,
  firstDraft,
  originOf,
  problemOf,
  toForm,
} from "../../../web/src/screens/settings/leadForm";
import { movedUp } from "../../../web/src/screens/settings/lines";

const FIRST = firstDraft({
  name: "Nama",
  phone: "Nomor WhatsApp",
  long_text: "Pesan",
  consent: "Boleh dijawab",
});
const draft = (more: Partial<FormDraft> = {}): FormDraft => ({
  ...FIRST,
  name: "Hubungi kami",
  origins: "toko.example/kontak\nhttps://toko.example",
  ...more,
});

it.each([
  ["toko.example", "https://toko.example"],
  ["https://Toko.example/kontak?a=1", "https://toko.example"],
  ["http://localhost:8080/", "http://localhost:8080"],
  ["bukan alamat", "bukan alamat"],
])("reads the origin of %j", (typed, origin) => {
  expect(originOf(typed)).toBe(origin);
});

describe("a form as it is saved", () => {
  it("names each origin once, and nothing for what is empty", () => {
    const form = toForm(draft({ consent: " ", redirect: "" }));
    expect(form).toMatchObject({
      ...{ origins: ["https://toko.example"] },
      ...{ consent_text: null, redirect_url: null },
    });
    expect(areFormFields(form.fields)).toBe(true);
  });

  it("keeps the keys that pages send, and gives new fields other ones", () => {
    const fields = [
      { ...blankField(0), key: "wa", label: "Kota", type: "phone" as const },
      { ...blankField(1), label: "WA" },
      { ...blankField(2), label: "wa!" },
    ];
    const { fields: saved } = toForm(draft({ fields }));
    expect(saved.map(({ key }) => key)).toEqual(["wa", "wa_2", "wa_3"]);
  });

  it("has choices where it is a choice only", () => {
    const lines = { choices: "Solo, Jateng\n\nYogya" };
    const { fields } = toForm(
      draft({
        fields: [
          { ...blankField(0), ...lines, label: "Kota", type: "choice" },
          { ...blankField(1), ...lines, label: "HP", type: "phone" },
        ],
      }),
    );
    expect(fields.map(({ choices }) => choices)).toEqual([
      ["Solo, Jateng", "Yogya"],
      undefined,
    ]);
  });
});

it("says what is in the way of saving", () => {
  const fields = FIRST.fields.filter(({ type }) => type !== "phone");
  const foreign = { redirect: "https://evil.example/" };
  expect(problemOf(draft())).toBeNull();
  expect(problemOf(draft({ redirect: "https://toko.example/ok" }))).toBeNull();
  expect(problemOf(draft({ fields }))).toBe("no_reach");
  expect(problemOf(draft(foreign))).toBe("foreign_redirect");
});

it("moves a line up, and the first nowhere", () => {
  expect(movedUp(["a", "b", "c"], 2)).toEqual(["a", "c", "b"]);
  expect(movedUp(["a", "b"], 0)).toEqual(["a", "b"]);
});
