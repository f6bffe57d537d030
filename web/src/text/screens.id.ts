/** Texts of the screens that nobody sees first, in Indonesian. */
import { deliveriesId } from "./deliveries.id";
import { digestsId } from "./digests.id";
import { duplicatesId } from "./duplicates.id";
import { healthId } from "./health.id";
import { mediaId } from "./media.id";
import { reviewId } from "./review.id";
import { settingsId } from "./settings.id";
import { setupId } from "./setup.id";
import { transferId } from "./transfer.id";
import { usageId } from "./usage.id";
import { versionsId } from "./versions.id";

export const screensId = {
  deliveries: deliveriesId,
  digests: digestsId,
  duplicates: duplicatesId,
  health: healthId,
  media: mediaId,
  review: reviewId,
  settings: settingsId,
  setup: setupId,
  transfer: transferId,
  usage: usageId,
  versions: versionsId,
};
export type ScreenDictionary = typeof screensId;
