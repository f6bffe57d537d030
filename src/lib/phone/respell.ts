/**
 * Countries whose numbers are met in two spellings: WhatsApp keeps the id that
 * an account began with, also after the country's plan has changed.
 */

/**
 * The national part in the form we keep, for a number that may be spelled the
 * other way; undefined when there is nothing to change. The caller checks that
 * the numbering plan knows the result.
 */
export function respell(
  callingCode: string,
  national: string,
): string | undefined {
  switch (callingCode) {
    case "55":
      return respellBrazilian(national);
    case "52":
      // Mexico dropped the mobile "1" in August 2019; WhatsApp ids keep it
      // (faq.whatsapp.com/1294841057948784).
      return /^1\d{10}$/.test(national) ? national.slice(1) : undefined;
    case "54":
      // Argentina: WhatsApp writes every number with a 9 after the country code
      // and without the 15 (faq.whatsapp.com/1294841057948784), so that is the
      // form we keep, also for the few landlines.
      return /^[1-8]\d{9}$/.test(national) ? `9${national}` : undefined;
    case "225":
      return respellIvorian(national);
    case "229":
      // Benin put 01 before every number on 30 November 2024, whoever the
      // operator (ARCEP Bénin; fr.allafrica.com/stories/202411300249.html).
      return /^\d{8}$/.test(national) ? `01${national}` : undefined;
    default:
      return undefined;
  }
}

/**
 * Brazil put a 9 before every mobile number until November 2016 (Anatel,
 * resolution 553/2010); WhatsApp ids outside the area codes 11-28 keep the old
 * eight digits. 7 too: the eight-digit 7x numbers that metadata still lists
 * were Nextel's iDEN radio network, which is switched off.
 */
function respellBrazilian(national: string): string | undefined {
  return /^[1-9]{2}[6-9]\d{7}$/.test(national)
    ? `${national.slice(0, 2)}9${national.slice(2)}`
    : undefined;
}

/**
 * Ivory Coast put two digits before every eight-digit number on 31 January
 * 2021: the operator's as of then, mobile 01 Moov, 05 MTN, 07 Orange, fixed 21,
 * 25 and 27 (ARTCI, artci.ci/en/faq). Whose a number was stands in its first
 * two digits (mobile: google/libphonenumber, resources/carrier/en/225.txt
 * before 2021) or its third (fixed: fr.wikipedia.org, "Liste des indicatifs
 * téléphoniques en Côte d'Ivoire"). 60, 61 and 69 are left out: their operators
 * were gone by then, or the sources disagree.
 */
const IVORIAN_OPERATORS: readonly { prefix: string; old: RegExp }[] = [
  { prefix: "01", old: /^(?:0[1-3]|[457][0-3])/ },
  { prefix: "05", old: /^[04-9][4-6]/ },
  { prefix: "07", old: /^(?:[04578][7-9]|6[78]|9[78])/ },
  { prefix: "21", old: /^[23]\d8/ },
  { prefix: "25", old: /^[23]\d0/ },
  { prefix: "27", old: /^[23]/ },
];

function respellIvorian(national: string): string | undefined {
  if (!/^\d{8}$/.test(national)) {
    return undefined;
  }
  const operator = IVORIAN_OPERATORS.find(({ old }) => old.test(national));
  return operator === undefined ? undefined : operator.prefix + national;
}
