import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { version } from "../../../../admin/version.ts";
import { hostScene } from "./scene.ts";

let scene: ReturnType<typeof hostScene>;
beforeEach(() => {
  scene = hostScene();
});
afterEach(() => scene.remove());

describe("xensan report", () => {
  it("shows all guests of the cluster file, or those that are named", async () => {
    const one = await scene.xensan(["report", "web1"]);
    expect(one).toEqual({
      out: [
        "GUEST  ON host2  DISKS    UNDER WAY",
        "web1   absent    unknown  nothing",
        "",
        "web1: /nonexistent/web1.cfg does not exist.",
        "",
        "There are no leases (lease: none): the hosts' records and answers alone keep a guest from running twice.",
        "",
      ].join("\n"),
      err: "",
      code: 1,
    });
    const { out } = await scene.xensan(["report"]);
    expect(
      out
        .split("\n")
        .slice(0, 3)
        .map((line) => line.split(" ")[0]),
    ).toEqual(["GUEST", "nfs1", "web1"]);
  });

  it("ends with 1 where something cannot be told at all", async () => {
    scene.writeOperation("nfs1", "{");
    const { out, code } = await scene.xensan(["report", "nfs1"]);
    expect(out).toContain("nfs1   unknown   unknown  unknown\n");
    expect(code).toBe(1);
  });

  it("does not know a guest that is not in the file, nor a host that is not in it", async () => {
    expect(await scene.xensan(["report", "db1"])).toEqual({
      out: "",
      err: 'xensan: /etc/xensan/cluster.yaml has no guest "db1"; it has nfs1, web1.\n',
      code: 2,
    });
    scene.clusterFile.text = scene.clusterFile.text.replace("host2", "host3");
    expect(await scene.xensan(["report"])).toEqual({
      out: "",
      err: `xensan: /etc/xensan/cluster.yaml has no node host2, which is this host's name by "uname -n"; it has host1, host3.\n`,
      code: 1,
    });
  });

  it("tells every problem of the cluster file", async () => {
    scene.clusterFile.text = "nodes: 7\n";
    const { err, code } = await scene.xensan(["report"]);
    expect(err.startsWith("xensan: /etc/xensan/cluster.yaml, line 1, column 1: dialect is missing")).toBe(
      true,
    );
    expect(err).toContain("\n/etc/xensan/cluster.yaml, line 1, column 8: nodes is the number 7");
    expect(code).toBe(2);
  });
});

describe("xensan report --json", () => {
  it("prints this host with all its guests, by one look", async () => {
    const printed = await scene.xensan(["report", "--json"]);
    expect(printed).toMatchObject({ err: "", code: 0 });
    expect(JSON.parse(printed.out)).toEqual({
      host: "host2",
      xensan: version,
      toolstack: "xl",
      guests: ["nfs1", "web1"].map((guest) => ({
        ...{ guest, presence: { kind: "absent" }, open: { kind: "none" }, lease: { kind: "none" } },
      })),
      others: { kind: "known", domains: [] },
      memory: { kind: "known", totalMiB: 4096, freeMiB: 3328, controlMiB: 128 },
    });
  });

  it("ends with 1 where something of this host is unknown", async () => {
    scene.writeOperation("web1", "{");
    const { out, err, code } = await scene.xensan(["report", "--json"]);
    expect(JSON.parse(out).guests[1]).toMatchObject({ guest: "web1", open: { kind: "unreadable" } });
    expect({ err, code }).toEqual({ err: "", code: 1 });
  });

  it("is a wrong call with a guest's name", async () => {
    expect(await scene.xensan(["report", "--json", "nfs1"])).toMatchObject({ code: 2 });
  });
});
