/**
 * What goes wrong, by kinds: accidents, poisoning, breakdowns on the road, being
 * left behind, ultimatums. English and Indonesian beside each other, so that what
 * one says the other says too.
 */
import type { UrgentWords } from "./kinds";

/** What happens to a body; Indonesian says "by accident" with a prefix. */
const ACCIDENTS =
  "gencet, tindes, tindis, lindes, lindas, injak, injek, pukul, tendang, jepit, jepret, bentur, pentok, sabet, iris, potong, sayat, tusuk, cakar, sengat, siram, banting, cucuk, gunting, bacok, sandung, colok, peleset, serempet, senggol";

const accidental = (stems: string): string =>
  stems
    .split(", ")
    .flatMap((stem) => [`ke${stem}`, `ter${stem}`, `ke${stem}an`])
    .join(", ");

export const URGENT_SITUATIONS: UrgentWords = {
  harmless: `kalau tidak, kalo tidak, kalau ga, kalo ga, kalo gak, kalau gak, klo ga, klo gak, if not, can you help my, could you help my, would help my, to help my, will help my, left us on read, left us on hold, left us in the dark, following us on,
    following me on, tersenggol harga, kesenggol harga, ngikutin promo, help my site, help my business, tergunting rapi`,
  danger: `following us, following me, followed us, followed me, chasing us, stalking, ngikutin kami, ngikutin kita, ngikutin saya, ngikutin aku, mengikuti kami,
    mengikuti saya, membuntuti, menguntit, dikejar orang, taking on water, taking in water, broke into, broken into, break in at, burglar, burgled,
    intruder, orang masuk rumah, kobong, kobongan, abandoned us, abandoned me, left us at, left us on, left us in, dumped us, left me at the,
    wrong airport, ditinggal sopir, ditinggal supir, ditinggal driver, ditinggal guide, ditinggalin sopir, ditinggalin driver, ditinggalin guide,
    brakes have gone, brakes gone, brakes are gone, brakes have failed, brakes failed, brake failed, brakes failing, brakes dont work, brakes not working,
    brakes arent working, no brakes, steering has gone, steering failed, tyre burst, tyre blew, tire blew, tyre exploded, blowout, wheel came off,
    wheel has come off, rem blong, remnya blong, rem nya blong, blong, ban meletus, nearly crashed, almost crashed, nearly hit, almost hit, nearly killed,
    almost killed, could have killed, could have died, nearly went into, nyaris kena, nyaris ketimpa, hampir kena, hampir celaka, hampir mati,
    on the hard shoulder, hard shoulder, locked inside, shut inside, shut in the, stuck inside, let me out, let us out, terkunci didalam, kekunci didalam,
    stuck in the lift, stuck in the elevator, stuck in a lift, kejebak lift, cut open, split open, bone sticking, cant stop shaking, turned blue,
    stopped breathing, foaming, foam at, berbusa, keluar busa, mulut busa, busa di mulut, crushed his, crushed her, crushed my, unconcious,
    blood pouring, pouring blood, gushing, bocor kepala, kepala bocor, kepalanya bocor`,
  threat: `saya kasih waktu, gw kasih waktu, gue kasih waktu, kami beri waktu,
    saya beri waktu, beri waktu sampai, youve got until, you have until, you have got until, give you until, giving you until, you have n hours,
    youve got n hours, saya sebarkan, akan sebarkan, sebarkan ke media, sebarkan di, bongkar ke media, kasus ini ke, masalah ini ke polisi,
    laporin lu, laporin kalian, laporin klinik, laporin toko`,
  explicit: `help my, help our, please help my, pls help my, help me please, help us please, somebody help, tolong anak saya, tolong istri, tolong suami,
    tolongin anak, tolong selamatkan, send somebody now, send someone now, send somebody quick, send someone quick, send help, kirim bantuan, minta bantuan segera`,
  elsewhere: `so we chose, so we booked another, found another hotel, chose another, booked elsewhere, does insurance, does the insurance, insurance cover,
    covered by insurance, will insurance, would insurance`,
  person: `my dog, my cat, my puppy, my kitten, our dog, our cat, dog, cat, puppy, kitten, rabbit, kucing, kucingku, kucing saya, kucing sy, anjing, anjingku,
    anjing saya, anjing sy, kelinci, kelinciku, hewan, anabul, one of your lads, your lads, one of your men, nanny, adek gw, adek gue, my colleague,
    your driver, pembeli, pelanggan saya, pegawai, satpam`,
  harm: `${accidental(ACCIDENTS)}, kakinya patah, tangannya patah, kaki patah, tangan patah, netes darah, darahnya netes, darah netes, nangis kejer,
    twice its size, twice the size, double its size, double the size, size of a golf ball, size of an egg, like a balloon, hot and red, closing up,
    cant stand up, he cant stand, she cant stand, merintih, mengerang, drooling, ngiler terus, ngeces terus, letoy, sempoyongan, berdarah darah`,
  struck: `kena, kecipratan, kemasukan, terkena, kesiram, tersiram, kecolok`,
  unstopping: `ga berhenti, gak berhenti, nggak berhenti, tidak berhenti, ga berenti, gak berenti, ga brenti, gabrenti, terus terusan, terus menerus, ga stop,
    ga stop stop, wont stop, will not stop, doesnt stop, does not stop, not stopping, isnt stopping, non stop, nonstop, keeps, cant stop, hasnt stopped`,
  symptom: `darah, darahnya, blood, bleeding, bleed, muntah, muntahnya, vomiting, throwing up, vomit, diare, mencret, diarrhoea, diarrhea, kejang, fitting,
    shaking, twitching, menggigil, mimisan, nosebleed`,
  cannot: `tidak bisa, ga bisa, gak bisa, nggak bisa, ngga bisa, gabisa, gbs, tdk bisa, tak bisa, susah, sulit, cant, cannot, can not, unable to, isnt able to,
    not able to, struggling to, hasnt been able to`,
  vital: `kencing, pipis, pee, urinate, pass urine, bab, berak, pup, walk, jalan, berdiri, bangun, bangkit, gerak, minum, menelan, nelen, breathe, napas, nafas,
    swallow, wake up, keep anything down, lift his, lift her, move his, move her, move my, melek, dibuka, open his, open her, open my`,
  ingested: `ate, eaten, swallowed, drank, drunk, licked, chewed, makan, kemakan, termakan, memakan, nelen, ketelen, tertelan, minum, keminum, terminum, menjilat,
    jilat, inhaled, kehirup, terhirup`,
  poison: `poison, rat poison, racun, racun tikus, bleach, pemutih, batre, baterai, battery, batteries, detergent, deterjen, pesticide, pestisida, antifreeze,
    weed killer, obat tikus, obat nyamuk, paracetamol, chocolate, xylitol, karbol, minyak tanah, thinner, tiner, cairan pembersih, cleaning fluid, pills,
    tablets, magnet, magnets`,
  fuel: `bensin, bensinnya, petrol, fuel, diesel, solar, elpiji, lpg, gas, gasnya`,
  leaking: `netes, menetes, bocor, bocornya, leaking, leaks, leak, dripping, rembes, merembes, ngocor`,
  smelling: `bau, baunya, smell, smells, menyengat, nyengat, stinks, reeks`,
  place: `changi, narita, soekarno hatta, heathrow, temple, candi, layby, lay by, side of the road, roundabout, dual carriageway, slip road, tanjakan, turunan,
    flyover, fly over, jembatan, jalan tol, jalan raya, pinggir jln, jln tol, sungai, laut, pantai, the sea, storage unit, lift, elevator`,
  stuck: `has died, died on, conked out, wont start, cut out on, stalled, given up on us, not letting, wont let, refusing to let, refuses to let, no signal and,
    stuck at, stuck on the, macet total di, mogok, mogoknya`,
  vehicle: `van, truck, lorry, car, hire car, rental car, motorbike, scooter, mobil, mobilnya, motor, motornya, truk, bus, bis, travel`,
  crew: `movers, mover, removal men, crew, your team, your men, your guys, the guys, driver, delivery, van, truk, kurir, tukang, teknisi, technician, installer,
    tim, timnya, petugas, catering, mua, dekor, photographer`,
  absent: `no ones turned up, no one has turned up, nobody has turned up, nobody turned up, no one turned up, no ones come, no one has come, nobodys here,
    no ones here, hasnt turned up, havent turned up, havent arrived, havent shown up, not turned up, still not here, were due, belum nongol, blm nongol,
    blm keliatan, belum kelihatan, ga nongol, ga muncul muncul`,
  obliged: `have to, has to, must, got to, need to, needs to, harus, hrs, kudu, mesti, wajib, supposed to, complete, completing, completion`,
  by_soon: `by noon, by midnight, by tonight, by n today, by this afternoon, by this evening, by end of day, by the end of the day, before noon,
    before tonight, sebelum jam n, sblm jam n, sebelum siang, sebelum sore, sebelum malam, paling telat jam n, maksimal jam n`,
  travel: `airline, maskapai, the airline`,
  by: `before, before n, by n`,
  deadline: `or i lose, or we lose, or well lose, or ill lose, or i miss, or we miss, or well miss, or ill miss, or it expires, be void, kalau tidak hangus,
    nanti hangus, keburu tutup, keburu habis`,
  clock: `jam n, pukul n, at n`,
  turned_away: `arent paid, isnt paid, werent paid, not paid, unpaid, havent been paid`,
  soft: `if possible, if you can, when you can, whenever, no rush, no hurry, kalau bisa, kalo bisa, klo bisa, kalau sempat, kalo sempat, bila memungkinkan,
    kalau memungkinkan`,
};
