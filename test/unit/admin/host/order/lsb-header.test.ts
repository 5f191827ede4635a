import { describe, expect, it } from "vitest";
import { findHeader, withHeader } from "../../../../../admin/host/header.ts";
import { lsbHeaders, renderLsbHeader } from "../../../../../admin/host/order/lsb-header.ts";

const seed = lsbHeaders("suse", { xen: "xend", cluster: "heartbeat" });
const header = seed.get("xendomains");
if (header === undefined) throw new Error("xendomains has no header");

describe("the headers of init scripts", () => {
  it("start Xen, then the cluster, then xendomains, each by what it needs", () => {
    expect([...seed.keys()]).toEqual(["xend", "heartbeat", "xendomains"]);
    expect(seed.get("heartbeat")?.shouldStart).toContain("xend");
    expect(seed.get("heartbeat")?.shouldStart).not.toContain("xendomains");
    expect(header.requiredStart).toEqual(expect.arrayContaining(["xend", "heartbeat"]));
  });

  it("know today's services", () => {
    const today = lsbHeaders("debian", { xen: "xen", cluster: "pacemaker" });
    expect([...today.keys()]).toEqual(["xen", "corosync", "pacemaker", "xendomains"]);
    expect(today.get("xendomains")?.requiredStart).toEqual(expect.arrayContaining(["xen", "pacemaker"]));
    expect(today.get("corosync")?.shouldStart).toContain("xen");
  });

  it("say for the stop what they say for the start", () => {
    const text = renderLsbHeader(header);
    const wordsOf = (key: string) => new RegExp(`^# ${key}: +(.*)$`, "m").exec(text)?.[1];
    expect(wordsOf("Required-Stop")).toBe(wordsOf("Required-Start"));
    expect(wordsOf("Should-Stop")).toBe(wordsOf("Should-Start"));
    expect(text).not.toContain("X-Stop-After");
  });

  it("take the place of a script's own, and leave the rest to the byte", () => {
    const old = renderLsbHeader({ ...header, shortDescription: "old" });
    const script = `#!/bin/bash\n${old}\nexit 0 # $& $1\n`;
    expect(withHeader(script, renderLsbHeader(header))).toBe(
      `#!/bin/bash\n${renderLsbHeader(header)}\nexit 0 # $& $1\n`,
    );
  });

  it("are put nowhere where a script has none, or has two", () => {
    const text = renderLsbHeader({ ...header, shortDescription: "old" });
    for (const [script, why] of [
      ["#!/bin/sh\n", "has no LSB header (### BEGIN INIT INFO)"],
      [text + text, "has more than one LSB header"],
    ] as const) {
      expect(findHeader(script)).toEqual({ kind: "broken", why });
      expect(withHeader(script, renderLsbHeader(header))).toBe(script);
    }
  });
});
