import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { CommandResult } from "../../../../lib/system/command.ts";
import { xensanCib } from "./session.ts";

const golden = (name: string) => readFileSync(`test/golden/cib/${name}.xml`, "utf8");
const answering = (file: string): CommandResult => ({
  kind: "exited",
  exitCode: 0,
  stdout: readFileSync(`test/captures/${file}`, "utf8"),
  stderr: "",
});

describe("xensan cib evmscloneset", () => {
  test("prints what the golden files hold, and asks no cluster when told the dialect", async () => {
    expect(await xensanCib(["evmscloneset", "--dialect", "heartbeat2", "--provider", "heartbeat"])).toEqual({
      out: golden("evmscloneset-article.heartbeat2"),
      err: "",
      code: 0,
    });
    const args = [
      "evmscloneset",
      "--dialect",
      "pacemaker",
      "--volumes",
      "san2, /dev/evms/san3/vm2",
      "--backend",
      "evms",
      "--monitor",
      "2min",
    ];
    expect(await xensanCib(args)).toEqual({
      out: golden("evmscloneset-volumes.pacemaker"),
      err: "",
      code: 0,
    });
  });

  test.each([
    ["heartbeat2", "heartbeat2/cibadmin-Q.txt"],
    ["pacemaker", "pacemaker/cli/cibadmin_-Q.txt"],
  ])("speaks as the running cluster does: %s", async (dialect, file) => {
    expect(await xensanCib(["evmscloneset"], { cluster: answering(file) })).toEqual({
      out: golden(`evmscloneset.${dialect}`),
      err: `The cluster on this node speaks the dialect ${dialect}.\n`,
      code: 0,
    });
  });

  test("takes Pacemaker's form where no cluster answers, and says so", async () => {
    expect(await xensanCib(["evmscloneset"], { cluster: { kind: "not-found", file: "cibadmin" } })).toEqual({
      out: golden("evmscloneset.pacemaker"),
      err: "No cluster answers on this node, so this is in Pacemaker's form; --dialect heartbeat2 gives the other.\n",
      code: 0,
    });
  });

  test("leaves the repeated monitor out for --monitor 0", async () => {
    const { out } = await xensanCib(["evmscloneset", "--dialect", "pacemaker", "--monitor", "0"]);
    expect(out).not.toContain("monitor");
    expect(out).toContain('name="stop"');
  });

  test.each([
    ["heartbeat2", '<cib admin_epoch="0" epoch="1" num_updates="0">'],
    ["pacemaker", '<cib validate-with="pacemaker-3.0" admin_epoch="0" epoch="1" num_updates="0">'],
  ])("puts a CIB around it for --wrap: %s", async (dialect, root) => {
    const { out } = await xensanCib(["evmscloneset", "--dialect", dialect, "--wrap"]);
    const inside = golden(`evmscloneset.${dialect}`).replaceAll(/^/gm, "      ").trimEnd();
    expect(out).toBe(
      `${root}\n  <configuration>\n    <crm_config/>\n    <nodes/>\n    <resources>\n${inside}\n    </resources>\n    <constraints/>\n  </configuration>\n  <status/>\n</cib>\n`,
    );
  });

  test.each([
    [
      ["--dialect", "heartbeat"],
      "error: option '--dialect <dialect>' argument 'heartbeat' is invalid. Allowed choices are heartbeat2, pacemaker.\n",
    ],
    [
      ["--monitor", "5"],
      'xensan: --monitor "5" is not accepted; it takes 30s, 2min, 1h or the like, or 0 for none\n',
    ],
    [
      ["--dialect", "pacemaker", "--backend", "zfs"],
      'xensan: clone "evmscloneset" > primitive "evmsclone" > parameter "backend": "zfs" is not accepted; it takes auto, evms or lvm\n',
    ],
    [
      ["--dialect", "heartbeat2", "--provider", "heartbeat", "--monitor", "30s"],
      'xensan: clone "evmscloneset" > primitive "evmsclone": the heartbeat provider\'s monitor always says "not running", so a repeated monitor would restart the agent for ever; leave the monitor out or take provider xensan\n',
    ],
    [
      ["--dialect", "pacemaker", "--id", "a b"],
      'xensan: clone "a b": the id "a b" is not allowed; take letters, digits and _ . -, with a letter or _ first\n',
    ],
    [["--volume", "x"], "error: unknown option '--volume'\n(Did you mean --volumes?)\n"],
    [["more"], "error: too many arguments for 'evmscloneset'. Expected 0 arguments but got 1.\n"],
  ])("ends with 2 for %j", async (args, err) => {
    expect(await xensanCib(["evmscloneset", ...args])).toEqual({ out: "", err, code: 2 });
  });

  test("says in its help how to load it", async () => {
    const { out, code } = await xensanCib(["evmscloneset", "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("  cibadmin -C -o resources -x evmscloneset.xml\n");
    expect(out).toContain(
      "  crm_resource -C -r evmsclone:0 -H host1        (the instance that crm_mon shows)\n",
    );
  });
});

describe("xensan cib policy", () => {
  test.each(["heartbeat2", "pacemaker"])("prints what the golden file holds: %s", async (dialect) => {
    expect(await xensanCib(["policy", "--dialect", dialect])).toEqual({
      out: golden(`policy.${dialect}`),
      err: "",
      code: 0,
    });
  });

  test("says in its help why, and how to load it", async () => {
    const { out } = await xensanCib(["policy", "--help"]);
    expect(out).toContain("  cibadmin -M -c -o crm_config -x policy.xml          (Pacemaker)\n");
    expect(out).toContain("  cibadmin -U -o crm_config -x policy.xml             (Heartbeat 2)\n");
    expect(out).toContain(
      "  stop-orphan-resources=false  With the default, true, a guest is stopped when its definition is\n",
    );
  });
});
