import { describe, expect, it } from "vitest";
import { senderOf } from "../../src/http/address";
import { ByteBudget } from "../../src/http/byteBudget";

describe("a byte budget", () => {
  it("bounds one sender, and all together", () => {
    const budget = new ByteBudget(100, 150);
    const first = budget.open("203.0.113.1");
    const second = budget.open("203.0.113.1");
    const other = budget.open("203.0.113.2");
    expect(first.set(60)).toBe("enough");
    expect(second.set(41)).toBe("sender");
    expect(second.set(40)).toBe("enough");
    expect(other.set(51)).toBe("total");
    expect(other.set(50)).toBe("enough");
    expect(budget.total).toBe(150);
  });

  it("has what is given back, once", () => {
    const budget = new ByteBudget(100, 100);
    const share = budget.open(null);
    share.set(100);
    expect(share.set(30)).toBe("enough");
    expect(budget.total).toBe(30);
    share.close();
    share.close();
    expect(share.set(20)).toBe("enough");
    expect(budget.total).toBe(0);
    expect(budget.open(null).set(100)).toBe("enough");
  });
});

it.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["::FFFF:203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8::/64"],
  ["2001:db8:0:0:ffff::", "2001:db8::/64"],
  ["fe80::1%eth0", "fe80::/64"],
  ["::1", "::/64"],
  ["garbage", ""],
  [null, ""],
  ["unknown, 203.0.113.9", ""],
])("%s is counted as %s", (address, sender) => {
  expect(senderOf(address)).toBe(sender);
});
