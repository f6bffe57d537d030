/** Look-alike letters (homoglyphs) as one letter, for finding known names. */

/**
 * Letters whose prototype is one ASCII letter (Unicode UTS #39, confusables.txt
 * 13.0.0, as in the npm package unhomoglyph 1.0.6), and small capitals. Where a
 * capital looks like another letter than the small one, it has its own entry.
 */
const LOOK_ALIKES: Record<string, string> = {
  a: "ɑαаᎪᗅꓮ𖽀𐊠ᴀ",
  b: "ƄЬᏏᑲᖯꞴΒВᏴᗷꓐ𐊂𐊡𐌁ɓᑳƃБƀҍѣʙ",
  c: "ᴄςⲥсꮯ𐐽Σꓚ𐊢𐌂𐔜ȼҫ",
  d: "ԁᏧᑯꓒᎠᗞᗪꓓɗɖƌđÐᴅ",
  e: "ꬲеҽΕⴹᎬꓰ𑢦𑢮𐊆ɇҿᴇ",
  f: "ꬵꞙẝքϜᖴꓝ𑣂𐊇𐊥𐔥ƒᵮꜰ",
  g: "ɡᶃƍցԌᏀᏳꓖɠǥɢ",
  h: "һհᏂΗⲎᎻᕼꓧ𐋏нɦꚕᏲⱧҢħћӉӇʜ",
  i: "ıΙⲒІӀɪɩιіꙇӏꭵ𑣃ɨᵻᵼ",
  j: "ϳјꞲᎫᒍꓙɉᴊ",
  k: "ΚⲔКᏦᛕꓗ𐔘ƙⱩҚꝀҞᴋ",
  l: "Ɩǀוןاߊⵏᛁꓲ𖼨𐊊𐌉ⳐᏞᒪꓡ𖼖𑢣𑢲𐐛𐔦łɭƗƚɫٳʟ",
  m: "ΜϺⲘМᎷᗰᛖꓟ𐊰𐌑Ӎᴍ",
  n: "ոռΝⲚꓠ𐔓ɳƞηƝᵰɴ",
  o: "ᴏᴑꬽοσⲟоჿօסهھہەഠဝ𐓪𑣈𑣗𐐬ⵔዐଠꓳ𑢵𐊒𐊫𐔖ۿøꬾⵁɵꝋөѳꮎꮻθⴱꭴတ",
  p: "ρⲣрᏢᑭꓑ𐊕ƥᵽᴘ",
  q: "ԛգզⵕʠ",
  r: "ꭇꭈᴦⲅгꮁƦᎡᏒ𐒴ᖇꓣ𖼵ɽɼɍғᵲ",
  s: "ꜱƽѕꮪ𑣁𐑈ՏᏕꓢ𖼺𐊖ʂᵴ",
  t: "ΤⲦТᎢꓔ𖼊𑢼𐊗𐊱𐌕ƭȾƮҬŧᵵᴛ",
  u: "ꞟᴜꭎꭒʋυս𐓶𑣘ሀᑌꓴ𖽂ᵾꮜɄ",
  v: "ᴠνѵט𑜆ꮩ𑣀ⴸᐯꛟꓦ𖼈𐔝",
  w: "ɯᴡѡԝա𑜊𑜎𑜏ꮃᏔꓪѽ𑓅ꝡ",
  x: "хᕁᕽꞳΧⲬⵝᚷꓫ𐊐𐊴𐌗𐔧Ҳ",
  y: "ɣᶌʏỿꭚγуүყ𑣜ΥⲨᎩᎽꓬ𖽃𑢤𐊲ƴɏұ",
  z: "ᴢꮓ𑣄Ζꓜ𑢩ʐƶȥᵶ",
};

const PROTOTYPES = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([letter, alike]) =>
    Array.from(alike, (character): [string, string] => [character, letter]),
  ),
);

/** First code points of A to Z in emoji: circled, squared, flags. */
const EMOJI_ALPHABETS = [0x1f150, 0x1f170, 0x1f1e6];

/** Lower case without accents. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\p{M}.]/gu, "")
    .toLowerCase();
}

/**
 * One code point as lower-case letters without accents, a look-alike as what it
 * looks like: "É" and "Е" (Cyrillic) are "e".
 */
export function foldCharacter(character: string): string {
  const known = foldedCharacters.get(character);
  if (known !== undefined) {
    return known;
  }
  const folded = Array.from(character.normalize("NFD"), (part) =>
    /\p{M}/u.test(part) ? "" : toPrototype(part),
  ).join("");
  foldedCharacters.set(character, folded);
  return folded;
}

/** There are not many letters; nothing else is kept here. */
const foldedCharacters = new Map<string, string>();

function toPrototype(character: string): string {
  const lower = character.toLowerCase();
  return (
    PROTOTYPES.get(character) ??
    PROTOTYPES.get(lower) ??
    PROTOTYPES.get(character.toUpperCase()) ??
    toEmojiLetter(character) ??
    lower
  );
}

function toEmojiLetter(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  const first = EMOJI_ALPHABETS.find((one) => code >= one && code < one + 26);
  return first === undefined
    ? undefined
    : String.fromCharCode("a".charCodeAt(0) + code - first);
}

/** `foldCharacter` of all. */
export function foldLetters(text: string): string {
  return Array.from(text, foldCharacter).join("");
}

/** Digits and signs that are written for letters; i and l are one. */
const LEET: Record<string, string> = {
  "0": "o",
  "1": "i",
  l: "i",
  "|": "i",
  "!": "i",
  "2": "z",
  "3": "e",
  "4": "a",
  "@": "a",
  "5": "s",
  $: "s",
  "7": "t",
  "8": "b",
  "9": "g",
};

/** A folded word with what is written for letters as letters: "r1n4" is "rina". */
export function foldLeet(folded: string): string {
  return Array.from(folded, (one) => LEET[one] ?? one)
    .join("")
    .replace(/rn/g, "m")
    .replace(/vv/g, "w");
}
