/** Bars of the digest's quality gate: every bad answer out, every good one in. */
import { describe, expect, it } from "vitest";
import { BAD_EN } from "./badEnglish";
import { BAD_ID, type BadBullet } from "./badIndonesian";
import { GOOD_BULLETS, goodDigests } from "./good";
import { judge, toContent, type BulletDraft } from "./scenario";

function codesOf(result: ReturnType<typeof judge>): string[] {
  return result.kind === "valid" ? [] : result.problems.map(({ code }) => code);
}

const good = (["id", "en"] as const).flatMap((language) =>
  goodDigests(language).map((bullets, i) => ({ language, bullets, i })),
);

describe("good digests", () => {
  it("are 50", () => {
    expect(good).toHaveLength(50);
  });

  it.each(good)("pass: $language $i", ({ language, bullets }) => {
    expect(judge(toContent(bullets), language)).toMatchObject({
      kind: "valid",
    });
  });
});

/** Three good bullets around the bad one, so that nothing else is wrong. */
function around(bad: BulletDraft, language: "id" | "en"): BulletDraft[] {
  const [first, second, third] = [8, 11, 7].map(
    (i) => GOOD_BULLETS[language][i],
  );
  return [first, second, bad, third].filter((bullet) => bullet !== undefined);
}

const seeded = [
  ...BAD_ID.map((bad) => ({ language: "id" as const, bad })),
  ...BAD_EN.map((bad) => ({ language: "en" as const, bad })),
].map(
  ({
    language,
    bad: [code, bullet],
  }: {
    language: "id" | "en";
    bad: BadBullet;
  }) => ({
    language,
    code,
    bullet,
    text: bullet[1],
  }),
);

describe("bad digests", () => {
  it("are more than 100", () => {
    expect(seeded.length).toBeGreaterThan(100);
  });

  it.each(seeded)("fail as $code: $text", ({ language, code, bullet }) => {
    const bullets = around(bullet, language);
    const result = judge(toContent(bullets), language);
    expect(codesOf(result)).toContain(code);
    // The bad one costs itself, and no other.
    const rest = result.kind === "valid" ? null : result.rest;
    const kept = rest?.bullets.map(({ text }) => text) ?? [];
    const good = bullets.filter((one) => one !== bullet);
    expect(kept).toHaveLength(good.length);
    if (code !== "repeats_itself") {
      expect(kept).toEqual(good.map(([, text]) => text));
    }
  });

  it.each(["id", "en"] as const)(
    "stand among others that pass: %s",
    (language) => {
      const bullets = around(["other", "Pelanggan", "m1"], language);
      const others = bullets.filter(([, text]) => text !== "Pelanggan");
      expect(codesOf(judge(toContent(others), language))).toEqual([]);
    },
  );
});

describe("bad answers as a whole", () => {
  const base = goodDigests("id")[0] ?? [];
  const content = toContent(base);
  it.each([
    ["not_json", ""],
    ["not_json", "Maaf, saya tidak dapat membantu."],
    ["not_json", content.slice(0, -20)],
    ["not_json", `Berikut ringkasannya:\n${content}`],
    ["not_json", "<html><body>502</body></html>"],
    ["wrong_shape", "{}"],
    ["wrong_shape", "null"],
    ["wrong_shape", "[]"],
    ["wrong_shape", '{"bullets":"Pesanan belum sampai"}'],
    ["wrong_shape", '{"bullets":[{"text":"Pesanan belum sampai"}]}'],
    ["wrong_shape", content.replace('"urgent"', '"critical"')],
    ["wrong_shape", content.replace("{", '{"note":"x",')],
    ["wrong_shape", content.replace('["m1"]', '"m1"')],
    ["too_few_bullets", '{"bullets":[]}'],
    ["too_few_bullets", toContent(base.slice(0, 2))],
    ["too_many_bullets", toContent(GOOD_BULLETS.id.slice(0, 9))],
    [
      "digest_too_long",
      toContent(
        Array.from({ length: 6 }, (): BulletDraft => [
          "urgent",
          "Pesanan belum sampai, ".repeat(12),
          "m1",
        ]),
      ),
    ],
    ["wrong_language", toContent(goodDigests("en")[0] ?? [])],
  ])("fail as %s: %s", (code, answer) => {
    expect(codesOf(judge(answer, "id"))).toContain(code);
  });

  it.each(["length", "content_filter", "other"] as const)(
    "fail when the model stopped by %s",
    (finishReason) => {
      expect(codesOf(judge(content, "id", { finishReason }))).toEqual([
        "not_finished",
      ]);
    },
  );

  it("fail as a copy of the previous digest", () => {
    const previous = base.map(([, text]) => text);
    expect(codesOf(judge(content, "id", { previous }))).toEqual([
      "repeats_previous",
    ]);
    expect(
      codesOf(judge(content, "id", { previous: ["Kemarin sepi sekali."] })),
    ).toEqual([]);
  });
});

it("forgives a code fence around the JSON", () => {
  const content = toContent(goodDigests("en")[0] ?? []);
  expect(codesOf(judge("```json\n" + content + "\n```", "en"))).toEqual([]);
});
