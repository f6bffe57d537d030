/** Texts of the screens that nobody sees first, in English. */
import { deliveriesEn } from "./deliveries.en";
import { digestsEn } from "./digests.en";
import { duplicatesEn } from "./duplicates.en";
import { healthEn } from "./health.en";
import { mediaEn } from "./media.en";
import { reviewEn } from "./review.en";
import type { ScreenDictionary } from "./screens.id";
import { settingsEn } from "./settings.en";
import { setupEn } from "./setup.en";
import { transferEn } from "./transfer.en";
import { usageEn } from "./usage.en";
import { versionsEn } from "./versions.en";

export const screensEn: ScreenDictionary = {
  deliveries: deliveriesEn,
  digests: digestsEn,
  duplicates: duplicatesEn,
  health: healthEn,
  media: mediaEn,
  review: reviewEn,
  settings: settingsEn,
  setup: setupEn,
  transfer: transferEn,
  usage: usageEn,
  versions: versionsEn,
};
