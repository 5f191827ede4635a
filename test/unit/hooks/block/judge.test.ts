import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { receivesPaused } from "../../../../hooks/block/ancestors.ts";
import { type BlockEffects, judge } from "../../../../hooks/block/judge.ts";
import { limitsWithin } from "../../../../hooks/block/limits.ts";
import { readRequest } from "../../../../hooks/block/request.ts";
import { isItsDisk } from "../../../../hooks/block/wanted-disk.ts";
import { parseDescription } from "../../../../lib/cluster/description/parse.ts";
import type { Place } from "../../../../lib/guard/disks/uses.ts";

const path = "backend/vbd/3/51712";
const written = {
  [`${path}/params`]: "/dev/SAN/nfs1",
  [`${path}/mode`]: "w",
  [`${path}/frontend-id`]: "3",
  "/local/domain/3/name": "nfs1",
};
const reader =
  (values: Readonly<Record<string, string | undefined>>) =>
  async (keys: readonly string[]): Promise<readonly string[] | undefined> => {
    const found = keys.flatMap((key) => values[key] ?? []);
    return found.length === keys.length ? found : undefined;
  };

describe("what xenstore has", () => {
  it("is the disk, how it is opened, and for whom", async () => {
    expect(await readRequest(path, reader(written))).toEqual({
      ...{ target: "/dev/SAN/nfs1", writes: true, domid: 3, domainName: "nfs1" },
    });
  });

  it("is completed as Xen's script completes it", async () => {
    const values = { ...written, [`${path}/params`]: "evms/san2/vm2", [`${path}/mode`]: "r" };
    expect(await readRequest(path, reader(values))).toMatchObject({
      target: "/dev/evms/san2/vm2",
      writes: false,
    });
  });

  it.each(["params", "mode", "frontend-id"])("is no request without %s", async (key) => {
    const values = { ...written, [`${path}/${key}`]: undefined };
    expect(await readRequest(path, reader(values))).toContain("xenstore does not say");
  });

  it("is no request where it has more than was asked for", async () => {
    const values = async () => ["/dev/SAN/nfs1", "w", "3", "nfs1", "nfs2"];
    expect(await readRequest(path, values)).toContain("xenstore does not say");
  });

  it.each([
    ["another frontend", { ...written, [`${path}/frontend-id`]: "4" }],
    ["no name", { ...written, "/local/domain/3/name": "" }],
    ["a mode of another kind", { ...written, [`${path}/mode`]: "x" }],
  ])("is no request with %s", async (_, values) => {
    expect(typeof (await readRequest(path, reader(values)))).toBe("string");
  });

  it.each([
    "",
    "backend/vif/3/0",
    "backend/vbd/3",
    "../../x",
    "backend/vbd/3/51712\n",
    "/local/domain/5/backend/vbd/3/1",
  ])("is not looked up for %j", async (other) => {
    const never = async () => {
      throw new Error("it was looked up");
    };
    expect(typeof (await readRequest(other, never))).toBe("string");
  });
});

const places: Readonly<Record<string, Place>> = {
  "/dev/SAN/nfs1": { kind: "thing", thing: "253:4" },
  "/dev/dm-4": { kind: "thing", thing: "253:4" },
  "/dev/SAN/iso": { kind: "thing", thing: "253:5" },
  "/dev/SAN/web1": { kind: "thing", thing: "253:6" },
  "/dev/hung": { kind: "unclear", why: "cannot be looked at (EIO)" },
};
const placeOf = (at: string): Place => places[at] ?? { kind: "absent" };

describe("one of the guest's disks", () => {
  const wanted = {
    kind: "known",
    disks: [
      { target: "/dev/SAN/nfs1", access: "write" },
      { target: "/dev/SAN/iso", access: "read" },
      { target: "drbd0", access: "write", script: "block-drbd" },
    ],
  } as const;
  const kindOf = (target: string, writes = true) =>
    isItsDisk({ target, writes }, wanted, "/etc/xen/nfs1.cfg", placeOf).kind;

  it("is known by its device, whatever it is called", () => {
    expect(kindOf("/dev/SAN/nfs1")).toBe("allow");
    expect(kindOf("/dev/dm-4")).toBe("allow");
  });

  it("is read, and not written, where the configuration says so", () => {
    expect(kindOf("/dev/SAN/iso", false)).toBe("allow");
    expect(kindOf("/dev/SAN/iso")).toBe("refuse");
  });

  it("is not another guest's, nor what is not there, nor a word", () => {
    expect(kindOf("/dev/SAN/web1")).toBe("refuse");
    expect(kindOf("/dev/SAN/gone")).toBe("refuse");
    expect(kindOf("drbd0")).toBe("refuse");
    expect(kindOf("/dev/hung")).toBe("unknown");
  });

  it("is nothing where the configuration cannot be read", () => {
    const unread = { kind: "unknown", reason: "it does not exist" } as const;
    expect(isItsDisk({ target: "/dev/SAN/nfs1", writes: true }, unread, "x", placeOf).kind).toBe("unknown");
  });
});

describe("a receiver that leaves its copy paused", () => {
  const chain = (...words: string[]) => [
    { arguments: ["sh"] },
    { arguments: words },
    { arguments: ["sshd"] },
  ];

  it.each([
    [["xl", "migrate-receive", "-p"]],
    [["/usr/lib/xen-4.17/bin/xl", "migrate-receive", "-e", "-Fp"]],
    [["/run/xen/bin/xl", "-s", "--", "migrate-receive", "-p"]],
  ])("is %j", (words) => {
    expect(receivesPaused(chain(...words))).toBe(true);
  });

  it.each([
    [["xl", "migrate-receive"]],
    [["xl", "create", "-p", "migrate-receive.cfg"]],
    [["xl", "migrate-receive", "--", "-p"]],
    [["cat", "migrate-receive", "-p"]],
    [["xl", "-p", "migrate-receive"]],
    [[]],
  ])("is not %j", (words) => {
    expect(receivesPaused(chain(...words))).toBe(false);
  });
});

const clusterFile = `
nodes:
  - { name: host1, addresses: { cluster: 192.168.1.1 } }
  - { name: host2, addresses: { cluster: 192.168.1.2 } }
dialect: pacemaker
lease: none
guests:
  - { name: nfs1, config: /etc/xen/nfs1.cfg }
  - { name: web1, config: /etc/xen/web1.cfg }
`;
const parsed = parseDescription(Buffer.from(clusterFile));
const described = parsed.kind === "description" ? parsed.description : "unusable";

/** Everything that is not given throws: nothing is asked before it matters. */
const scene = (given: Partial<BlockEffects>): BlockEffects => {
  const never = () => {
    throw new Error("it was asked");
  };
  return {
    ...{ here: "host2", readXenstore: reader(written), describe: async () => described, placeOf },
    ...{ disksOf: never, isActive: never, ancestors: never, guard: never, limits: limitsWithin("9") },
    ...given,
  };
};
const own = { kind: "known", disks: [{ target: "/dev/SAN/nfs1", access: "write" }] } as const;

describe("the sentence", () => {
  it.each([
    ["web2", "add it there, on host1, host2"],
    ["nfs1-renamed", "the cluster file has no guest of that name"],
    ["nfs1--incoming2", "the cluster file has no guest of that name"],
  ])("refuses a domain called %s", async (name, text) => {
    const readXenstore = reader({ ...written, "/local/domain/3/name": name });
    const said = await judge(path, scene({ readXenstore }));
    expect(said).toMatch(/^xensan: \/dev\/SAN\/nfs1 is not opened for \S+ on host2: /);
    expect(said).toContain(text);
  });

  it("refuses where there is no cluster file that can be used", async () => {
    expect(
      await judge(path, scene({ describe: async () => "/etc/xensan/cluster.yaml does not exist." })),
    ).toBe("xensan: /dev/SAN/nfs1 is not opened for nfs1 on host2: /etc/xensan/cluster.yaml does not exist.");
  });

  it("refuses another guest's disk before anything is asked", async () => {
    const disksOf = () => ({ kind: "known", disks: [{ target: "/dev/SAN/web1", access: "write" }] }) as const;
    expect(await judge(path, scene({ disksOf }))).toBe(
      "xensan: /dev/SAN/nfs1 is not opened for nfs1 on host2: it is none of its disks by /etc/xen/nfs1.cfg.",
    );
  });

  it("is none where the other hosts say that they have nothing of it", async () => {
    const store = { read: () => ({ kind: "none" }) as const };
    const answer = {
      kind: "answered",
      report: {
        presence: { kind: "absent" },
        uses: { kind: "known", uses: [] },
        open: undefined,
        busy: [],
        closed: undefined,
      },
    } as const;
    const effects = scene({
      disksOf: () => own,
      isActive: async () => false,
      guard: async () => ({ lease: undefined, store, askOthers: async () => new Map([["host1", answer]]) }),
    });
    expect(await judge(path, effects)).toBeUndefined();
  });

  it("is one line whatever xenstore has", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (name, target) => {
        const readXenstore = reader({ ...written, "/local/domain/3/name": name, [`${path}/params`]: target });
        const said = await judge(path, scene({ readXenstore, disksOf: () => own }));
        expect(said).toMatch(/^xensan\P{Cc}*\.$/u);
      }),
    );
  });
});
