/** Javanese, Sundanese, Japanese, Chinese: what closes and what asks. */
import type { OurWords, Words } from "./kinds";

export const REGIONAL: Words = {
  filler: `nggih mas, nggih mbak, mbakyu, kang mas, a, aa, teteh, ka teteh, ね, よ, さん, です, ます, 的, 了, 啊, 吧`,
  greeting: `kulonuwun, sugeng enjing, sugeng siang, sugeng dalu, sampurasun, wilujeng enjing, こんにちは, おはようございます, こんばんは, はじめまして, 你好, 您好`,
  ack: `nggih, inggih, njih, enggih, sampun, nggih sampun, mboten nopo nopo, boten nopo nopo, ora popo, rapopo, muhun, sumuhun, mangga, sae, sip lah,
    了解, 了解しました, 了解です, わかりました, 分かりました, 承知しました, 承知いたしました, かしこまりました, はい, 大丈夫, 大丈夫です, オッケー, なるほど, そうですか, ok です, 好的, 好, 明白, 知道了, 没问题, 收到`,
  thanks: `matur nuwun, maturnuwun, matur suwun, matursuwun, matur sembah nuwun, nuwun, suwun, kesuwun, hatur nuhun, haturnuhun, nuhun, hatur nuhun pisan, arigato, arigatou, arigatou gozaimasu, arigato gozaimasu,
    ありがとう, ありがとうございます, ありがとうございました, どうもありがとう, どうも, 感謝します, 助かります, 助かりました, 谢谢, 多谢, 谢谢你, 谢谢您, 感谢, 謝謝, kamsahamnida, gracias, merci, xie xie, xiexie`,
  thing: `sanget, pisan, informasinipun, informasina`,
  praise: `よかったです, 良かったです, よかった, 良かった, 嬉しいです, 最高, 楽しみ, 楽しみです, 楽しみにしています, 太好了, 很好, 不错`,
  farewell: `よろしくお願いします, よろしくお願いいたします, 宜しくお願いします, また, 失礼します, ではまた, 再见, 拜拜`,
  withdrawal: `mboten sios, boten sios, mboten estu, ora sido, gak sido, ga sido, teu jadi, teu janten, 結構です, キャンセルで, もう大丈夫です, 必要なくなりました, 不用了, 不需要了, 算了`,
  wrong_number: `間違えました, 番号を間違えました, 打错了, 发错了`,
  subject: `kulo, kula, tak, abdi`,
  ask: `pinten, pira, piro, pundi, ngendi, endi, kapan nggih, napa, nopo, piye, pripun, kepripun, wonten stok, sabaraha, iraha, kumaha, naon, aya keneh, か, 何, いつ, どこ, いくら, ください, お願いできます, 吗, 几, 多少, 什么, 怎么, 哪里, 请问, 能不能`,
  trouble: `dereng, durung, teu acan, ません, けど, しかし, 没有, 但是, 坏`,
};

export const OUR_REGIONAL: OurWords = {
  greeting: `sugeng enjing, sugeng siang, rampes, こんにちは, おはようございます, 你好, 您好`,
  promise: `少々お待ちください, 確認します, 確認いたします, 確認してご連絡, sekedap, sakedap, antosan, dipun tenggo, 稍等, 请稍等, 我查一下`,
  promise_mark: `kulo, rumiyin, heula`,
  machine: `自動返信, 自动回复`,
};
