import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { domainCommand } from "../../../../admin/cib/domain.ts";
import type { ListedGuest } from "../../../../admin/cib/listed-guest.ts";
import { AdminError, adminExit } from "../../../../admin/terminal.ts";
import type { CommandResult } from "../../../../lib/system/command.ts";
import { xensanCib } from "./session.ts";

const golden = (name: string) => readFileSync(`test/golden/cib/${name}.xml`, "utf8");
const unlisted: ListedGuest = {
  config: undefined,
  provider: undefined,
  reason: "/etc/xensan/cluster.yaml does not exist; write one.",
  isAbsent: true,
};

/** One run of `xensan cib domain …`, with what the cluster file says of the guest. */
async function domain(args: readonly string[], listed: ListedGuest = unlisted, cluster?: CommandResult) {
  const said = { out: "", err: "", code: 0 };
  const asked: string[] = [];
  const terminal = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
    readStandardInput: () => "",
    endWith: (code: number) => {
      said.code = code;
    },
  };
  const run = async (file: string) => {
    if (cluster === undefined) throw new Error(`${file} may not be run here`);
    return cluster;
  };
  const lookUp = async (name: string) => {
    asked.push(name);
    return listed;
  };
  const command = domainCommand(terminal, run, lookUp)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) said.code = error.exitCode === 0 ? adminExit.done : adminExit.usage;
    else if (error instanceof AdminError) {
      said.err += `xensan: ${error.message}\n`;
      said.code = error.code;
    } else throw error;
  }
  return { ...said, asked };
}

describe("xensan cib domain", () => {
  test.each(["heartbeat2", "pacemaker"])("prints what the golden file holds: %s", async (dialect) => {
    const out = golden(`domain.${dialect}`);
    const config = "/etc/xen/nfs1.cfg";
    expect(await domain(["nfs1", "--dialect", dialect, "--config", config])).toEqual({
      ...{ out, err: "", code: 0, asked: ["nfs1"] },
    });
    const listed = { config, provider: "xensan" };
    expect(await domain(["nfs1", "--dialect", dialect], listed)).toMatchObject({ out, err: "", code: 0 });
  });

  test("prefers what is typed to what the cluster file says", async () => {
    const listed = { config: "/etc/xen/other.cfg", provider: "site" };
    const { out, asked } = await domain(
      ["nfs1", "--dialect", "pacemaker", "--config", "/etc/xen/nfs1.cfg", "--provider", "xensan"],
      listed,
    );
    expect(out).toBe(golden("domain.pacemaker"));
    expect(asked).toEqual([]);
    expect((await domain(["nfs1", "--dialect", "pacemaker"], listed)).out).toContain('provider="site"');
  });

  test("says that config is left out where nobody knows it", async () => {
    const { out, err, code } = await domain(["nfs1", "--dialect", "pacemaker"]);
    expect(code).toBe(0);
    expect(out).not.toContain('name="config"');
    expect(err).toBe(
      "/etc/xensan/cluster.yaml does not exist; write one. The resource is without config; --config sets it.\n",
    );
  });

  const clusterFile = `nodes:
  - { name: host1, addresses: { cluster: 192.168.10.1 } }
lease: none
dialect: pacemaker
provider: site
guests: [{ name: nfs1, config: /etc/xen/nfs1.cfg }]
`;
  const typed = ["domain", "nfs1", "--dialect", "pacemaker"];

  test("takes provider and configuration from the cluster file", async () => {
    const { out, err, code } = await xensanCib(typed, { clusterFile });
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toContain('type="XenVM" provider="site"');
    expect(out).toContain('value="/etc/xen/nfs1.cfg"');
  });

  test("ends with 2 for a cluster file that cannot be used, unless nothing of it is needed", async () => {
    const broken = clusterFile.replace("provider: site", "provider: [site]");
    for (const more of [[], ["--config", "/etc/xen/nfs1.cfg"], ["--provider", "xensan"]]) {
      const { out, err, code } = await xensanCib([...typed, ...more], { clusterFile: broken });
      expect({ out, code }).toEqual({ out: "", code: 2 });
      expect(err).toMatch(/^xensan: \/etc\/xensan\/cluster\.yaml, line 5, column 11: provider /);
    }
    const both = ["--config", "/etc/xen/nfs1.cfg", "--provider", "xensan"];
    expect(await xensanCib([...typed, ...both])).toEqual({
      out: golden("domain.pacemaker"),
      err: "",
      code: 0,
    });
  });

  test("warns of a name that the cluster file does not have", async () => {
    const strange = ["domain", "nosuch", "--dialect", "pacemaker"];
    const reason =
      "/etc/xensan/cluster.yaml does not list nosuch: add it there on every host, or correct the name.";
    const { out, ...said } = await xensanCib(strange, { clusterFile });
    expect(out).toContain('provider="site"');
    expect(said).toEqual({ err: `${reason} The resource is without config; --config sets it.\n`, code: 0 });
    expect(await xensanCib([...strange, "--config", "/etc/xen/nosuch.cfg"], { clusterFile })).toMatchObject({
      ...{ err: `${reason}\n`, code: 0 },
    });
  });

  test("speaks as the running cluster does", async () => {
    const stdout = readFileSync("test/captures/heartbeat2/cibadmin-Q.txt", "utf8");
    const cluster = { kind: "exited", exitCode: 0, stdout, stderr: "" } as const;
    expect(await domain(["nfs1", "--config", "/etc/xen/nfs1.cfg"], unlisted, cluster)).toMatchObject({
      out: golden("domain.heartbeat2"),
      err: "The cluster on this node speaks the dialect heartbeat2.\n",
    });
  });

  test("puts a CIB around it for --wrap, and takes another id and interval", async () => {
    const args = ["3com", "--id", "guest-3com", "--monitor", "2min", "--dialect", "pacemaker", "--wrap"];
    const { out } = await domain(args);
    expect(out).toContain('<cib validate-with="pacemaker-3.0"');
    expect(out).toContain('<primitive id="guest-3com" class="ocf" type="XenVM" provider="xensan">');
    expect(out).toContain('<op id="guest-3com-monitor-120s" name="monitor" interval="120s"');
  });

  test.each([
    [["7"], '"7" cannot be a guest\'s name: xl and xm take a number for the id of a domain; add a letter'],
    [
      ["nfs1;reboot"],
      '"nfs1;reboot" cannot be a guest\'s name: use letters, digits and _ + . -, beginning with a letter or a digit',
    ],
    [
      ["nfs1", "--config", "x"],
      '"x" is not accepted; it takes an absolute path in letters, digits and _ + . , : @ % / -, such as /etc/xen/nfs1.cfg',
    ],
    [["nfs1", "--monitor", "0"], '--monitor "0" is not accepted; it takes 30s, 2min, 1h or the like'],
    [["nfs1", "--monitor", "1s"], "monitorMs is 1000; it takes whole milliseconds from 5000 to 2147483647"],
    [["3com"], 'the id "3com" is not allowed; take letters, digits and _ . -, with a letter or _ first'],
    [[], "error: missing required argument 'guest'"],
    [["nfs1", "web1"], "error: too many arguments. Expected 1 argument but got 2."],
  ])("ends with 2 for %j, before anybody is asked", async (args, sentence) => {
    const { out, err, code, asked } = await domain(args);
    expect({ out, code, asked }).toEqual({ out: "", code: 2, asked: [] });
    expect(err).toContain(sentence);
  });

  test("says in its help how to load it", async () => {
    const { out, code } = await xensanCib(["domain", "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("  cibadmin -C -o resources -x nfs1.xml\n");
  });
});
