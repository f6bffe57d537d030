/** Fingers on a phone. */
import type { Locator, Page } from "playwright-core";

export const PHONE = { width: 390, height: 844 };

/** Keeps a finger on something until that means more than a tap. */
export async function hold(page: Page, row: Locator): Promise<string> {
  const name = await row.innerText();
  const { x, y } = (await row.boundingBox()) ?? { x: 0, y: 0 };
  const touch = await page.context().newCDPSession(page);
  const send = (
    type: "touchStart" | "touchEnd",
    touchPoints: { x: number; y: number }[],
  ) => touch.send("Input.dispatchTouchEvent", { type, touchPoints });
  await send("touchStart", [{ x: x + 5, y: y + 5 }]);
  await page.locator(".selecting").waitFor();
  await send("touchEnd", []);
  return name;
}

/** Who is chosen, from the top. */
export const chosenNames = (page: Page): Promise<string[]> =>
  page.locator("[role=row][aria-selected=true] .row-link").allInnerTexts();
