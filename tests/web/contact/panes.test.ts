/** Which panes of a contact are shown. */
import { describe, expect, it } from "vitest";
import {
  panesAt,
  THREE_PANES,
  TWO_PANES,
} from "../../../web/src/screens/contact/panes";

const shownAt = (width: number, folded: string[] = []) => {
  const { shown, layout, tabs } = panesAt(width, "thread", folded);
  return { shown: shown.join(" "), layout, tabs: tabs.join(" ") };
};

describe("panes", () => {
  it.each([
    [THREE_PANES, "details thread history", "3", ""],
    [THREE_PANES - 1, "details thread", "2", "details history"],
    [TWO_PANES - 1, "thread", "1", "thread details history"],
  ])("are as many as %i px have room for", (width, shown, layout, tabs) => {
    expect(shownAt(width)).toEqual({ shown, layout, tabs });
  });

  it.each([
    [["details"], "thread history", "right"],
    [["history"], "details thread", "2"],
    [["details", "history"], "thread", "thread"],
    [["thread", "elsewhere"], "details thread history", "3"],
  ])("go without %j where there is room for three", (folded, shown, layout) => {
    expect(shownAt(THREE_PANES, folded)).toEqual({ shown, layout, tabs: "" });
  });

  it.each([
    [["details"], "history thread", "2"],
    [["history"], "details thread", "2"],
    [["details", "history"], "thread", "thread"],
  ])("go without %j where there is room for two", (folded, shown, layout) => {
    expect(shownAt(TWO_PANES, folded)).toEqual({ shown, layout, tabs: "" });
  });

  it("are all to be chosen on a phone, whatever is folded", () => {
    const panes = panesAt(390, "details", ["details"]);
    expect(panes).toMatchObject({ shown: ["details"], canFold: false });
  });
});
