import { describe, expect, it } from "vitest";
import { judge } from "../../../support/xenlab/records.ts";

const life = "aaaaaaaa";

/** Records 0, 1, 2, … of one life, each linked to the one before. */
function chain(count: number, more: Partial<{ life: string; start: number; link: string }> = {}): string[] {
  const { life: of = life, start = 0, link = "none" } = more;
  return Array.from({ length: count }, (_, index) => {
    const number = start + index;
    const before = index === 0 ? link : word(of, number - 1);
    return `rec ${number} ${of} ${word(of, number)} ${before} ${number}.50 - ${before === "none" ? "-" : before}\n`;
  });
}

function word(of: string, number: number): string {
  return `${of.slice(0, 2)}${number.toString(16).padStart(6, "0")}`;
}

describe("the records of a guest", () => {
  it("of one writer have no fault", () => {
    expect(judge(chain(5))).toMatchObject({ count: 5, lives: [life], faults: [], longestPauseSeconds: 1 });
  });

  it("may go on in another life", () => {
    const records = [...chain(3), ...chain(3, { life: "bbbbbbbb", start: 3, link: word(life, 2) })];
    expect(judge(records)).toMatchObject({ count: 6, lives: [life, "bbbbbbbb"], faults: [] });
  });

  it("of two copies of one guest break the chain where one overwrote the other", () => {
    const records = chain(6);
    records[3] = `rec 3 ${life} 99999999 ${word(life, 2)} 3.10 - ${word(life, 2)}\n`;
    expect(judge(records).faults).toEqual([
      expect.stringContaining("record 4 follows aa000003, but before it stands 99999999"),
    ]);
  });

  it("tell when the guest itself read another word than it had written", () => {
    const records = chain(3);
    records[2] = `rec 2 ${life} ${word(life, 2)} ${word(life, 1)} 2.50 - 12345678\n`;
    expect(judge(records).faults).toEqual(["record 2 saw 12345678 instead of aa000001"]);
  });

  it("tell of a wrong checksum, of damage, of a wrong number and of time that goes back", () => {
    const [first = "", second = "", third = ""] = chain(3);
    expect(judge([first, second.replace(" - ", " sum-BAD "), third]).faults).toHaveLength(1);
    expect(judge([first, "rec 1 half a"]).faults).toHaveLength(1);
    expect(judge([first, second.replace("rec 1", "rec 7")]).faults).toHaveLength(1);
    expect(judge([first, second.replace(" 1.50", " 0.10")]).faults).toHaveLength(1);
  });

  it("of a life that had ended are a fault", () => {
    const records = [...chain(2), ...chain(2, { life: "bbbbbbbb", start: 2, link: word(life, 1) })];
    records.push(`rec 4 ${life} 00000001 ${word("bbbbbbbb", 3)} 9.50 - ${word("bbbbbbbb", 3)}\n`);
    expect(judge(records).faults).toEqual([`record 4 is of an earlier life, ${life}: it was written again`]);
  });
});
