/** Ids of rows that pure code only compares. */
import { validate } from "convex-helpers/validators";
import { vUserId, type UserId } from "../../convex/model/users/tables";

export function userId(text: string): UserId {
  if (!validate(vUserId, text)) {
    throw new Error("an id is a text");
  }
  return text;
}
