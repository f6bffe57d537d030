/** What many outcomes have in common. */
import type { Outcome, PartialRow } from "../fixtureOutcomes";

export const ACCEPTED: Outcome["answer"] = { status: "accepted" };

/** The audit row of a delivery whose items were all applied. */
export const processed = (
  items = 1,
  form: "v2" | "batch" | "meta" = "v2",
): PartialRow => ({
  status: "processed",
  payload_form: form,
  item_count: items,
  applied_count: items,
  ignored_count: 0,
  failed_count: 0,
  duplicate_count: 0,
  error_code: undefined,
});

/** One person with one conversation and one session. */
export const ONE_CONVERSATION = {
  contacts: 1,
  conversations: 1,
  conversationSessions: 1,
} as const;

/** Seconds of the fixtures' clock as our milliseconds. */
export const ms = (seconds: number): number => seconds * 1000;

/** The people of the fixtures, as contacts. */
export const SEKAR = {
  phone_normalized: "+6281255500101",
  bsuid: "ID.90210000000000000101",
  name: "Sekar Wulandari",
};
export const BAGAS = {
  phone_normalized: "+6285655500102",
  name: "Bagas Pradana",
};
export const AYU = {
  phone_normalized: "+6287855500103",
  name: "Ni Luh Ayu Lestari",
};
export const RANGGA = {
  phone_normalized: "+6281355500104",
  name: "Rangga Siahaan",
};
export const MELATI = {
  phone_normalized: "+6285955500105",
  name: "Melati Hutapea",
};
export const FAJAR = {
  phone_normalized: "+6289655500106",
  name: "Fajar Nugroho",
};
export const MARCUS = {
  phone_normalized: "+12025550143",
  name: "Marcus Delgado",
};
export const IMOGEN = {
  phone_normalized: "+61491570156",
  name: "Imogen Hartley",
};
export const ANNIKA = {
  phone_normalized: "+4917604069012",
  name: "Annika Brandt",
};
export const ELSA = {
  phone_normalized: "+46701740612",
  name: "Elsa Nyström",
};
/** Known by a business-scoped id only. */
export const WARUNG = {
  bsuid: "ID.90210000000000000777",
  username: "@warung.malam.fiktif",
  phone: undefined,
  phone_normalized: undefined,
};

export const SESSION_SEKAR = "e75db3c4-93e2-4749-a7ea-01df15b6571f";
export const SESSION_MELATI = "7dc714f2-52cd-49d7-a9b1-d765b623a190";
export const SESSION_FAJAR = "fe8f2804-8ff2-4d3d-a027-90e4d7c9973e";

/** Message ids that several fixtures name. */
export const TEXT_01 =
  "wamid.HBgNNjI4MTI1NTUwMDEwMRUCABIYFDUxQjYyMUQ4OEFFMjU4MzFFMjBCAA==";
export const TEMPLATE_12 =
  "wamid.HBgNNjI4OTY1NTUwMDEwNhUCABEYEjQ5ODY2MTdERDNFMDJFODM4RQA=";
export const TEXT_15 =
  "wamid.HBgLNDY3MDE3NDA2MTIVAgARGBI2RUQ5N0M0Qjk3NUU0QjdGMkIA";
export const ECHO_28 =
  "wamid.HBgNNjI4Nzg1NTUwMDEwMxUCABEYEkY4Qjk3NUExODY2MDU3ODIwNwA=";
