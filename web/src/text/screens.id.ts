/** Texts of the screens that nobody sees first, in Indonesian. */
import { deliveriesId } from "./deliveries.id";
import { healthId } from "./health.id";
import { mediaId } from "./media.id";
import { versionsId } from "./versions.id";

export const screensId = {
  deliveries: deliveriesId,
  health: healthId,
  media: mediaId,
  versions: versionsId,
};
export type ScreenDictionary = typeof screensId;
