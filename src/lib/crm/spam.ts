/**
 * Suspected spam, by the words of one message: two independent signals at least,
 * so that neither a link nor a word alone makes a customer a spammer. A label,
 * never a reason to drop anything; a member's verdict stands above it.
 */
import { foldText } from "../text/fold";

/** A link, or an address that is a link to a chat. */
const LINK =
  /https?:\/\/|\bwww\.|\b(?:bit\.ly|s\.id|t\.me|wa\.me|tinyurl\.com|cutt\.ly|lynk\.id|linktr\.ee)\/|\b[a-z0-9-]{2,40}\.(?:xyz|top|club|vip|win|bet|site|online|link|shop|icu|cc)\b/u;

/** Places that customers send: where they live, what they want. */
const HARMLESS_LINK =
  /https?:\/\/(?:[a-z-]{1,20}\.)?(?:maps\.app\.goo\.gl|goo\.gl\/maps|google\.[a-z.]{2,6}\/maps|maps\.google|tokopedia|shopee|instagram|pinterest|pin\.it|youtube|youtu\.be|tiktok|vt\.tiktok)/u;

/** Independent of each other; one of each counts. */
const SIGNALS: readonly RegExp[] = [
  // Games of chance and prizes.
  /\b(?:slot|gacor|maxwin|judi|togel|poker|kasino|casino|jackpot|scatter|rtp|bandar|undian|pemenang|menang(?:kan)?|hadiah|giveaway|winner|you (?:have )?won|you've won|lottery|prize|lucky draw|free gift|bonus (?:new member|member baru|deposit|\d+ ?%))\b/u,
  // Loans and money for nothing.
  /\b(?:pinjol|pinjaman|dana (?:cepat|tunai|cair|talangan)|cair (?:cepat|hari ini|dalam)|tanpa (?:jaminan|agunan|bi checking)|bunga (?:rendah|ringan|\d)|gestun|crypto|kripto|bitcoin|usdt|forex|trading|saham|investasi|investment|passive income|profit|earn (?:up to |money|\$|rp)|(?:penghasilan|gaji|komisi|cuan) (?:tambahan|harian|\d|sampai|hingga)|work from home|kerja (?:dari rumah|online|sampingan|freelance)|loan|quick cash|part[- ]?time job|lowongan|freelance)\b/u,
  // Services nobody asked for.
  /\b(?:jasa (?:seo|website|pembuatan|iklan|followers?|digital|konten|desain|backlink|blast)|seo|backlinks?|followers?|google (?:first page|page one|ranking)|first page of google|rank(?:ing)? (?:your|higher)|guest posts?|web (?:design|development)|digital marketing|bulk (?:sms|messages?)|whatsapp blast|wa blast|database (?:nomor|whatsapp|pelanggan)|leads? (?:database|list)|grow your (?:business|sales|instagram)|boost your|increase your (?:sales|traffic|followers)|tingkatkan (?:penjualan|omzet|followers))\b/u,
  // Offers from strangers.
  /\b(?:kami (?:menawarkan|dari pt|menyediakan|melayani jasa)|ingin menawarkan|menawarkan (?:jasa|kerja ?sama|produk|pinjaman)|penawaran (?:khusus|spesial|terbatas|kerja ?sama)|we (?:offer|are offering|provide|specialize|specialise|help businesses)|our (?:services|agency|company offers|packages start)|i (?:can|could) help your business|limited (?:time )?offer|special offer|exclusive offer|promo (?:terbatas|spesial)|business proposal|dear (?:sir|business owner|owner|customer|winner|user)|selamat anda|congratulations|buruan|hanya hari ini|jangan (?:sampai )?(?:ketinggalan|lewatkan))\b/u,
  // What is to be done at once.
  /\b(?:klik|click|tap (?:here|the link)|daftar (?:sekarang|disini|di sini|gratis)|register now|sign up now|join (?:now|sekarang|grup|group|us|our)|gabung|sign up here|hubungi (?:wa|nomor)|chat (?:wa|admin di)|download|install|claim|klaim|redeem|deposit(?: pulsa)?|minimal depo|depo|reply (?:yes|stop)|balas ya|visit our|book a call|quick call|15[- ]min(?:ute)? call|schedule a call|interested\?|minat\?|bagikan (?:ke|pesan)|forward (?:this|to)|sebarkan|kirim ke \d+)\b/u,
  // Fishing for codes and accounts.
  /\b(?:otp|kode (?:verifikasi|otp|rahasia)|verification code|pin (?:atm|anda)|verify your|verifikasi (?:akun|data)|update your (?:details|account|payment)|account (?:has been |is |will be )?(?:suspended|locked|limited|blocked|deactivated)|akun anda (?:akan )?(?:diblokir|dinonaktifkan|ditangguhkan)|(?:parcel|package) (?:is |has been )?(?:on hold|held|could not be delivered)|customs fee|paket anda (?:tertahan|ditahan)|unusual (?:activity|login)|surat (?:tilang|undangan)\.apk|\.apk)\b/u,
];

const DECORATIONS =
  /[\u{1f3b0}\u{1f4b0}\u{1f525}\u{1f389}\u{1f4b8}\u{1f911}\u{1f680}\u{1f381}\u{2705}\u{1f449}\u{26a1}\u{1f4b5}\u{1f4e2}\u{1f4a5}]/gu;
const MANY_DECORATIONS = 3;
const MIN_SHOUTED_LETTERS = 24;
const MAX_SEARCHED = 2000;

/** From so many signals on; fewer say nothing. */
const MIN_SIGNALS = 2;

/** @param text What was written, by somebody whom nobody has answered yet. */
export function isSuspectedSpam(text: string): boolean {
  const whole = text.slice(0, MAX_SEARCHED);
  const folded = foldText(whole);
  const found = [
    LINK.test(folded) && !HARMLESS_LINK.test(folded),
    isShouted(whole),
    (whole.match(DECORATIONS) ?? []).length >= MANY_DECORATIONS,
    ...SIGNALS.map((signal) => signal.test(folded)),
  ];
  return found.filter(Boolean).length >= MIN_SIGNALS;
}

function isShouted(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const capitals = text.match(/\p{Lu}/gu) ?? [];
  return (
    letters.length >= MIN_SHOUTED_LETTERS &&
    capitals.length > letters.length * 0.7
  );
}
