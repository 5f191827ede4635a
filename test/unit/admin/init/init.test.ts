import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Surroundings } from "../../../../admin/guard/surroundings.ts";
import { choose } from "../../../../admin/init/choose.ts";
import type { InitOptions } from "../../../../admin/init/command.ts";
import { corosyncNodes, firstAddress, heartbeatNodes } from "../../../../admin/init/configured-nodes.ts";
import type { Choices, Found } from "../../../../admin/init/found.ts";
import { lookAround } from "../../../../admin/init/look.ts";
import { propose } from "../../../../admin/init/propose.ts";
import { proposeFile } from "../../../../admin/init/run.ts";
import { AdminError, type Terminal } from "../../../../admin/terminal.ts";
import { fileAccess } from "../../../../lib/cluster/description/file-access.ts";
import { parseDescription } from "../../../../lib/cluster/description/parse.ts";
import type { RunCommand } from "../../../../lib/system/command.ts";
import { crmNodeList } from "../../lib/cluster/membership/recordings.ts";
import { exited } from "../../lib/storage/scripted-run.ts";
import { hostScene } from "../report/scene.ts";

const found: Found = {
  ...{ hostName: "host1", dialect: "pacemaker", nodesFrom: "the running cluster", toolstacks: ["xl"] },
  nodes: [
    { name: "host1", address: "192.168.10.1" },
    { name: "host2", address: "192.168.10.2" },
  ],
  maps: [{ wwid: "3600508b4001046490000700000360000", alias: "mpath2" }],
  ...{ hasEvms: false, volumeGroups: ["SAN"], leaseVolumes: ["/dev/SAN/leases"] },
  guests: [{ name: "nfs1", config: "/etc/xen/nfs1.cfg" }],
  leftOut: ["/etc/xen/old.cfg: it has no name"],
};
const noFlags: InitOptions = {};
const parsed = (text: string) => parseDescription(new TextEncoder().encode(text));

describe("propose", () => {
  it("gives a file that is accepted, and says what was chosen", async () => {
    const text = propose(found, await choose(found, noFlags, undefined));
    expect(parsed(text)).toMatchObject({
      kind: "description",
      description: {
        dialect: "pacemaker",
        lease: { kind: "volume", path: "/dev/SAN/leases" },
        nodes: [
          { name: "host1", leaseId: 1, addresses: { cluster: "192.168.10.1" } },
          { name: "host2", leaseId: 2, addresses: { cluster: "192.168.10.2" } },
        ],
        guests: [{ name: "nfs1", config: "/etc/xen/nfs1.cfg" }],
        multipath: { maps: [{ wwid: "3600508b4001046490000700000360000", alias: "mpath2" }] },
      },
    });
    expect(text).toContain("\n  # left out: /etc/xen/old.cfg: it has no name\n");
    expect(text.split("\n").every((line) => line.length < 160)).toBe(true);
  });

  it("is accepted too with nothing found but this host, and without leases", () => {
    const choices: Choices = {
      ...{ dialect: "heartbeat2", lease: "none", migration: "plain", guests: [] },
      nodes: [{ name: "host1", address: "192.168.10.1" }],
    };
    const bare = { ...found, maps: [], guests: [], leftOut: [], volumeGroups: [], toolstacks: [] };
    expect(parsed(propose(bare, choices))).toMatchObject({
      description: { lease: { kind: "none" }, migration: "plain", guests: [], nodes: [{ name: "host1" }] },
    });
  });

  it("is accepted with its commented lines taken in", async () => {
    const choices = await choose(found, { ...noFlags, lease: "none" }, undefined);
    const text = propose({ ...found, leftOut: [] }, choices)
      .replaceAll(/^# (evacuation:|volumes:)/gm, "$1")
      .replaceAll(/^#( {3}\w+:)/gm, " $1")
      .replaceAll(/^( +)# (priority|pins):/gm, "$1$2:");
    expect(text).toContain("\n    pins: [host1]");
    expect(parsed(text)).toMatchObject({
      description: {
        evacuation: { deadlineSeconds: 3_600 },
        guests: [{ pins: ["host1"], priority: 100 }],
        volumes: { lvm: { devices: ["/dev/mapper/mpath2"] } },
      },
    });
  });

  it("lets nothing that was found become a part of the file's structure", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("a\nlease: x", "]\n- b", "# c", "a: b"),
    );
    fc.assert(
      fc.property(texts, texts, texts, (one, other, third) => {
        const hostile = { ...found, hostName: one, leftOut: [other], volumeGroups: [third], nodesFrom: one };
        const choices: Choices = {
          ...{ dialect: "pacemaker", lease: "none", migration: "ssh", guests: [] },
          nodes: [{ name: "host1", address: "192.168.10.1" }],
        };
        expect(parsed(propose(hostile, choices))).toMatchObject({
          kind: "description",
          description: { lease: { kind: "none" }, nodes: [{ name: "host1" }], guests: [] },
        });
        const named = { ...choices, guests: [{ name: one, config: other }] };
        const read = parsed(propose(found, named));
        if (read.kind === "description")
          expect(read.description.guests).toMatchObject([{ name: one, config: other }]);
      }),
    );
  });
});

describe("choose", () => {
  const answering = (...answers: string[]) => {
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return answers.shift() ?? Promise.reject(new Error(`unexpected question: ${question}`));
    };
    return { ask, asked };
  };

  it("asks what no flag says, and takes what was found for an empty answer", async () => {
    const { ask, asked } = answering("", "host1=10.0.0.1 host2=10.0.0.2", "none", "plain", "-");
    expect(await choose(found, noFlags, ask)).toEqual({
      ...{ dialect: "pacemaker", lease: "none", migration: "plain", guests: [] },
      nodes: [
        { name: "host1", address: "10.0.0.1" },
        { name: "host2", address: "10.0.0.2" },
      ],
    });
    expect(asked).toEqual([
      "Cluster manager, pacemaker or heartbeat2 [pacemaker]: ",
      "Hosts as NAME=ADDRESS, with blanks between [host1=192.168.10.1 host2=192.168.10.2]: ",
      "Volume for the guests' leases, a path or none [/dev/SAN/leases]: ",
      "How guests travel, ssh or plain [ssh]: ",
      "Guests as NAME=CONFIGURATION, with blanks between, or - [nfs1=/etc/xen/nfs1.cfg]: ",
    ]);
  });

  it("asks nothing that a flag says", async () => {
    const all: InitOptions = {
      ...{ dialect: "heartbeat2", lease: "none", migration: "ssh", guest: [{ name: "a", config: "/b" }] },
      node: [{ name: "host1", address: "10.0.0.9" }],
    };
    const { dialect, lease, migration, guest, node } = all;
    expect(await choose(found, all, answering().ask)).toEqual({
      dialect,
      lease,
      migration,
      guests: guest,
      nodes: node,
    });
    const { guest: _, ...others } = all;
    expect(await choose(found, { ...others, guests: false }, answering().ask)).toMatchObject({ guests: [] });
  });

  it("asks again after an answer that is none, three times at most", async () => {
    const { ask, asked } = answering("xen", "pacemaker", "", "", "", "");
    await choose(found, noFlags, ask);
    expect(asked[1]).toBe(
      '"xen" is no cluster manager; it is pacemaker or heartbeat2. Cluster manager, pacemaker or heartbeat2 [pacemaker]: ',
    );
    await expect(choose(found, noFlags, answering("x", "y", "z").ask)).rejects.toThrow(
      '"z" is no cluster manager',
    );
  });

  it("refuses hosts without this one, and asks again where a person may answer", async () => {
    const sentence =
      'this host is host1 by "uname -n", and the hosts are host2: name it too, as --node host1=ADDRESS.';
    const node = [{ name: "host2", address: "10.0.0.2" }];
    await expect(choose(found, { node }, undefined)).rejects.toThrow(sentence);
    await expect(choose({ ...found, nodes: node }, noFlags, undefined)).rejects.toThrow(sentence);
    const { ask, asked } = answering("", "host2=10.0.0.2", "", "", "", "");
    expect((await choose(found, noFlags, ask)).nodes).toHaveLength(2);
    expect(asked[2]).toBe(
      `${sentence} Hosts as NAME=ADDRESS, with blanks between [host1=192.168.10.1 host2=192.168.10.2]: `,
    );
  });

  it("refuses a host without an address, with the flag that gives it", async () => {
    const nodes = [{ name: "host1", address: undefined }];
    await expect(choose({ ...found, nodes }, noFlags, undefined)).rejects.toThrow(
      "The address of host1 is not known; say it as --node host1=ADDRESS.",
    );
  });
});

describe("what is set up", () => {
  it("has the nodes of corosync.conf and of ha.cf", () => {
    const text = `totem { version: 2 }
nodelist {
    # node { name: old }
    node {
        ring0_addr: 192.168.10.1
        name: host1
        nodeid: 1
    }
    node { \n ring0_addr: host2\n nodeid: 2\n }
}`;
    expect(corosyncNodes(text)).toEqual([
      { name: "host1", address: "192.168.10.1" },
      { name: "host2", address: "host2" },
    ]);
    expect(
      heartbeatNodes("autojoin any\nnode host1\nnode host2 host3 # more\n#node old\nnode host1\n"),
    ).toEqual(["host1", "host2", "host3"].map((name) => ({ name, address: undefined })));
  });

  it("takes no loopback address for one that others reach", () => {
    expect(firstAddress("127.0.1.1       STREAM host1\n192.168.10.1    STREAM\n")).toBe("192.168.10.1");
    expect(firstAddress("::1             STREAM localhost\n")).toBeUndefined();
    expect(firstAddress("")).toBeUndefined();
  });
});

describe("on a host", () => {
  let root: string;
  let scene: ReturnType<typeof hostScene>;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "xensan-init-"));
    scene = hostScene();
  });
  afterEach(() => {
    scene.remove();
    rmSync(root, { recursive: true });
  });

  const put = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(root + path), { recursive: true });
    writeFileSync(root + path, text);
    chmodSync(root + path, mode);
  };
  const run: RunCommand = async (file, args) => {
    const typed = [file, ...args].join(" ");
    if (typed === "cibadmin -Q") return exited(0, '<cib validate-with="pacemaker-3.9" have-quorum="1"/>\n');
    if (typed === "crm_node -l") return exited(0, crmNodeList);
    if (typed === "getent ahosts -- n2") return exited(0, "192.168.10.2 STREAM n2\n");
    return { kind: "exited", exitCode: 2, stdout: "", stderr: "" };
  };
  const around = () => ({ root, ownAddress: () => "192.168.10.9" });
  const machine = () => ({
    ...scene.surroundings.machine,
    run,
    hostName: "n3",
    isInstalled: (p: string) => p === "xl",
  });

  it("finds the cluster, its addresses, the LUN's names and the guests", async () => {
    put("/etc/corosync/corosync.conf", "nodelist {\n node {\n name: n1\n ring0_addr: 192.168.10.1\n }\n}\n");
    put("/sys/block/dm-0/dm/uuid", "LVM-abc\n");
    put("/sys/block/dm-10/dm/uuid", "mpath-3600508b4001046490000700000360000\n");
    put("/sys/block/dm-10/dm/name", "mpath2\n");
    put("/sys/block/dm-11/dm/uuid", "mpath-a b\n");
    put("/sys/block/dm-11/dm/name", "mpath3\n");
    put("/etc/xen/nfs1.cfg", 'name = "nfs1"\nmemory = 512\n');
    put("/etc/xen/vm/web1", 'name = "web1"\n');
    put("/etc/xen/copy.cfg", 'name = "nfs1"\n');
    put("/etc/xen/zz.cfg", 'name = "a name"\n');
    put("/etc/xen/open.cfg", 'name = "open"\n', 0o666);
    put("/etc/xen/python.cfg", "import os\n");
    put("/etc/xen/notes", "to be done\n");
    put("/etc/xen/xl.conf", 'name = "no guest"\n');
    put("/etc/xen/xlexample.hvm", 'name = "example"\n');
    symlinkSync("/dev/zero", `${root}/etc/xen/link.cfg`);
    const seen = await lookAround(machine(), around());
    expect(seen).toMatchObject({
      ...{ hostName: "n3", dialect: "pacemaker", nodesFrom: "the running cluster", toolstacks: ["xl"] },
      nodes: [
        { name: "n1", address: "192.168.10.1" },
        { name: "n2", address: "192.168.10.2" },
        { name: "n3", address: "192.168.10.9" },
      ],
      maps: [{ wwid: "3600508b4001046490000700000360000", alias: "mpath2" }],
      guests: [
        { name: "nfs1", config: "/etc/xen/nfs1.cfg" },
        { name: "web1", config: "/etc/xen/vm/web1" },
      ],
    });
    expect(seen.leftOut).toEqual([
      "/etc/xen/copy.cfg: its guest nfs1 has /etc/xen/nfs1.cfg already",
      expect.stringMatching(/^\/etc\/xen\/open\.cfg: .*others than root may write to it$/),
      expect.stringMatching(/^\/etc\/xen\/python\.cfg: /),
      expect.stringMatching(/^\/etc\/xen\/zz\.cfg: "a name" cannot be a guest's name/),
      "multipath's mpath3 (a b): not both can be written into multipath.conf",
    ]);
    expect(parsed(propose(seen, await choose(seen, noFlags, undefined))).kind).toBe("description");
  });

  async function init(options: InitOptions, person?: (question: string) => string) {
    const said = { out: "", err: "", code: 0 };
    const terminal: Terminal = {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      readStandardInput: () => "",
      endWith: () => undefined,
    };
    const surroundings: Surroundings = {
      ...scene.surroundings,
      ...{
        machine: machine(),
        clusterFile: `${root}/etc/xensan/cluster.yaml`,
        fileAccess: async () => fileAccess,
      },
      isTerminal: { input: person !== undefined, errors: person !== undefined },
      ask: async (question) => person?.(question) ?? Promise.reject(new Error(question)),
    };
    try {
      await proposeFile(terminal, surroundings, options, around());
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
      said.err += error.message;
      said.code = error.code;
    }
    return said;
  }
  const node = [{ name: "n3", address: "192.168.10.3" }];
  const written = () => readFileSync(`${root}/etc/xensan/cluster.yaml`, "utf8");

  it("writes it once, and never again", async () => {
    expect(await init({ yes: true, node })).toMatchObject({ err: "", code: 0 });
    const text = written();
    expect(readdirSync(`${root}/etc/xensan`)).toEqual(["cluster.yaml"]);
    for (const options of [{ yes: true, node }, { node }] as const) {
      expect(await init(options, () => "y")).toMatchObject({ code: 1, out: "" });
    }
    expect(written()).toBe(text);
    expect((await init({ dryRun: true, node })).out).toBe(text);
  });

  it("overwrites no symbolic link either", async () => {
    mkdirSync(`${root}/etc/xensan`, { recursive: true });
    symlinkSync("elsewhere", `${root}/etc/xensan/cluster.yaml`);
    expect(await init({ yes: true, node })).toMatchObject({ code: 1 });
    expect(readdirSync(`${root}/etc/xensan`)).toEqual(["cluster.yaml"]);
  });

  it("writes only on a yes, and nothing where nobody can be asked", async () => {
    expect(await init({ node })).toMatchObject({ code: 2, out: "" });
    expect(await init({ node }, () => "")).toMatchObject({ code: 1, out: "" });
    expect(() => written()).toThrow("ENOENT");
    const agreed = await init({ node }, (question) => (question.startsWith("Write this") ? "yes" : ""));
    expect(agreed).toMatchObject({ code: 0 });
    expect(parsed(written()).kind).toBe("description");
  });

  it("says how leases are made only where the file names a volume for them", async () => {
    const told = "Leases are made by xensan lease init.\n";
    expect((await init({ yes: true, node, lease: "none" })).out).not.toContain(told);
    rmSync(`${root}/etc/xensan/cluster.yaml`);
    expect((await init({ yes: true, node, lease: "/dev/SAN/leases" })).out).toContain(told);
    rmSync(`${root}/etc/xensan/cluster.yaml`);
    const answers = (question: string) =>
      question.startsWith("Volume") ? "/dev/SAN/leases" : question.startsWith("Write this") ? "y" : "";
    expect((await init({ node }, answers)).out).toContain(told);
  });

  it("refuses guests that are named and left out, and a file that does not have this host", async () => {
    const guest = [{ name: "a", config: "/etc/xen/a.cfg" }];
    expect(await init({ yes: true, node, guest, guests: false })).toEqual({
      out: "",
      err: "--guest names a guest, and --no-guests leaves all of them out: give one of the two.",
      code: 2,
    });
    const others = { yes: true, node: [{ name: "n1", address: "192.168.10.1" }] } as const;
    for (const options of [others, { ...others, dryRun: true }] as const) {
      expect(await init(options)).toEqual({
        out: "",
        err: 'this host is n3 by "uname -n", and the hosts are n1: name it too, as --node n3=ADDRESS.',
        code: 2,
      });
    }
    expect(() => written()).toThrow("ENOENT");
  });

  it("refuses what its own parser would not take", async () => {
    const refused = await init({ yes: true, node: [...node, ...node] });
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toContain("\nnodes[1].name is ");
    expect(() => written()).toThrow("ENOENT");
  });
});
