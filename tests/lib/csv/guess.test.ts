import { describe, expect, it } from "vitest";
import { guessDelimiter, separatorLineOf } from "../../../src/lib/csv/guess";

describe("the delimiter", () => {
  it.each([
    [",", "name,phone\nSekar,0812\nBudi,0813"],
    [";", "name;phone\nSekar, Ayu;0812\nBudi, Bud, B;0813"],
    [";", "nama;harga\nKopi;12,50\nTeh;8,00\n"],
    ["\t", "name\tphone\nSekar\t0812,0813\n"],
    [",", '"name; all",phone\n"a;b",1\n'],
    [",", "phone\n0812\n0813"],
    [",", ""],
  ])("is %j", (delimiter, text) => {
    expect(guessDelimiter(text)).toBe(delimiter);
  });

  it("is what Excel's first line says", () => {
    const text = "sep=;\r\na,b;c,d\r\n";
    expect(guessDelimiter(text)).toBe(";");
    expect(separatorLineOf(text)).toEqual({ delimiter: ";", length: 7 });
  });
});
