/** Texts of the screens that nobody sees first, in English. */
import { deliveriesEn } from "./deliveries.en";
import { healthEn } from "./health.en";
import { mediaEn } from "./media.en";
import type { ScreenDictionary } from "./screens.id";
import { versionsEn } from "./versions.en";

export const screensEn: ScreenDictionary = {
  deliveries: deliveriesEn,
  health: healthEn,
  media: mediaEn,
  versions: versionsEn,
};
