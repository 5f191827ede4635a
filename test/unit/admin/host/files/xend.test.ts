import { describe, expect, it } from "vitest";
import { parseSxp } from "../../../../../lib/xen/sxp.ts";
import { articleText, heartbeatText } from "../../../../support/host/clusters.ts";
import { rendered } from "../../../../support/host/rendered.ts";

const path = "/etc/xen/xend-config.sxp";

/** xend reads its file as s-expressions, in which # begins a comment up to the end of the line. */
function settings(text: string): ReadonlyMap<string, unknown> {
  const values = parseSxp(text.replaceAll(/^#.*$/gm, ""));
  if (values === undefined) throw new Error("this is no s-expression");
  return new Map(values.map((value) => [String(value[0]), value[1]]));
}

/** As XendRelocation does: split at single blanks, and each re.match-ed, which anchors at the beginning only. */
function letsIn(text: string, caller: string): boolean {
  const allowed = String(settings(text).get("xend-relocation-hosts-allow"));
  return allowed.split(" ").some((pattern) => new RegExp(`^(?:${pattern})`).test(caller));
}

describe("xend-config.sxp", () => {
  it("is s-expressions, with the values that are meant", () => {
    expect(Object.fromEntries(settings(rendered(articleText, path)))).toMatchObject({
      "xend-api-server": [["unix", "none"]],
      "xend-relocation-server": "yes",
      "xend-relocation-port": "8002",
      "network-script": "network-bridge netdev=eth0",
      "dom0-min-mem": "196",
      vncpasswd: "",
    });
  });

  it("lets the other node in, by its name, its full name and its address", () => {
    const text = rendered(articleText, path);
    for (const caller of ["localhost", "localhost.localdomain", "host2", "host2.domain.co.nz", "10.1.1.2"]) {
      expect(letsIn(text, caller)).toBe(true);
    }
  });

  it.each([
    "host1",
    "xhost2",
    "host22",
    "host2.evil.example",
    "host2xdomain.co.nz",
    "10x1.1.2",
    "10.1.1.22",
    "110.1.1.2",
    "",
  ])("does not let %j in", (caller) => {
    expect(letsIn(rendered(articleText, path), caller)).toBe(false);
  });

  it("lets in nineteen of twenty, by each of their addresses, and takes the cluster file's port, bridge and memory", () => {
    const text = `${heartbeatText(20).replace("cluster: 10.9.0.7 ", "cluster: 10.9.0.7, migration: 10.20.0.7, ssh: san7.example ")}xen: { relocationPort: 9002, dom0MinMemoryMiB: 512 }\n`;
    const conf = rendered(
      text.replace("{ name: host20,", "{ name: host20, interface: bond1,"),
      path,
      "host20",
    );
    const callers = Array.from({ length: 20 }, (_, index) => `host${index + 1}`);
    expect(callers.filter((caller) => letsIn(conf, caller))).toEqual(callers.slice(0, 19));
    expect(["10.9.0.7", "10.20.0.7"].every((caller) => letsIn(conf, caller))).toBe(true);
    expect(Object.fromEntries(settings(conf))).toMatchObject({
      "xend-relocation-port": "9002",
      "dom0-min-mem": "512",
      "network-script": "network-bridge netdev=bond1",
    });
  });
});
