import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseClonesXml } from "../../../../admin/check/clone/crm-mon-xml.ts";
import { parseClonesText } from "../../../../admin/check/clone/heartbeat2-text.ts";

const captures = join(import.meta.dirname, "../../../captures");
const heartbeat2 = (name: string) => {
  const text = readFileSync(join(captures, "heartbeat2", `${name}.txt`), "utf8");
  return text.replace(/^\$ .*\n/, "").replace(/# exit \d+\n$/, "");
};

describe("the clones of EvmsSCC", () => {
  it("are read as Heartbeat 2.0.8 shows them", () => {
    expect(parseClonesText(heartbeat2("crm_mon-evmscloneset"))).toEqual({
      kind: "parsed",
      value: [{ id: "evmscloneset", startedOn: ["host2", "host1"], failedOn: [] }],
    });
    expect(parseClonesText(heartbeat2("crm_mon-host2-dead"))).toEqual({
      kind: "parsed",
      value: [{ id: "evmscloneset", startedOn: ["host1"], failedOn: [] }],
    });
    expect(parseClonesText(heartbeat2("crm_mon-empty"))).toEqual({ kind: "parsed", value: [] });
    expect(parseClonesText("Connection to the CIB failed\n")).toMatchObject({ kind: "unreadable" });
  });

  it("are read as Pacemaker shows them", () => {
    const text = readFileSync(join(captures, "pacemaker/crm_mon/clone-failed.xml"), "utf8");
    expect(parseClonesXml(text)).toEqual({
      kind: "parsed",
      value: [{ id: "evmscloneset", startedOn: ["host1"], failedOn: ["host2"] }],
    });
  });

  it("are not guessed from a text that was cut, or is another", () => {
    const text = readFileSync(join(captures, "pacemaker/crm_mon/clone-failed.xml"), "utf8");
    for (const wrong of [
      "",
      "{}",
      text.slice(0, -30),
      text.replace('code="0"', 'code="102"'),
      `${text}${text}`,
    ]) {
      expect(parseClonesXml(wrong), wrong.slice(-60)).toMatchObject({ kind: "unreadable" });
    }
  });
});
