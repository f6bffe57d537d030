/** Phrases of a model about itself, in English and Indonesian. */

const ANYWHERE = [
  // Self-reference.
  "as an ai",
  "as a language model",
  "as an assistant",
  "i am an ai",
  "i'm an ai",
  "ai language model",
  "large language model",
  "sebagai model bahasa",
  "sebagai asisten ai",
  "sebagai ai",
  "saya adalah ai",
  "model bahasa besar",
  "knowledge cutoff",
  "my training data",
  // Refusals.
  "i cannot",
  "i can't",
  "i am unable to",
  "i'm unable to",
  "i'm sorry, but",
  "i am sorry, but",
  "maaf, saya tidak",
  "saya tidak dapat membantu",
  "saya tidak bisa membantu",
  // Talk about the task.
  "the provided messages",
  "the provided chats",
  "based on the provided",
  "based on the messages",
  "system prompt",
  "ignore previous instructions",
  "ignore all previous",
  "abaikan instruksi",
  "berdasarkan pesan yang diberikan",
  "semoga membantu",
  "hope this helps",
  "let me know if",
  "beri tahu saya jika",
  "would you like me to",
  // Cut off.
  "(continued)",
  "(bersambung)",
  "to be continued",
  // Placeholders; those in brackets are looked for by their form.
  "<insert",
  "<name",
  "lorem ipsum",
  "{{",
  "}}",
  // Leaked tags.
  "<|",
  "|>",
  "</s>",
  "<think>",
  "</think>",
  "<<<",
  ">>>",
];

const AT_START =
  /^(?:certainly|sure(?:ly)?[,!]|of course[,!]|absolutely|here (?:is|are|'s)|here's|okay[,!]|great question|tentu(?: saja)?[,!]|berikut(?: ini)?(?: adalah)?|baik[,!] |ringkasan(?: harian)?:|summary:|in summary|in conclusion|kesimpulannya|overall, )/u;

/** "[Name]", "[truncated]", "[INST]"; also a mask that no message has. */
const IN_BRACKETS = /\[[\p{L}_/ ]{2,40}\]/gu;

const AT_END = /(?:\.\.\.|…|,|:|;| (?:and|dan|the|yang|dengan|to|untuk))$/u;

/** Lower case, compatibility forms and apostrophes folded. */
function normalize(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc`´]/g, "'");
}

/** True for a phrase that no cited message has: a customer may write anything. */
export function hasArtefact(text: string, cited: string): boolean {
  const [said, source] = [normalize(text), normalize(cited)];
  const phrases = [
    ...ANYWHERE.filter((phrase) => said.includes(phrase)),
    ...(said.match(IN_BRACKETS) ?? []),
  ];
  return (
    AT_START.test(said.trimStart()) ||
    phrases.some((phrase) => !source.includes(phrase))
  );
}

/** True when the text ends in the middle of something. */
export function isCutOff(text: string): boolean {
  return AT_END.test(normalize(text).trimEnd());
}
