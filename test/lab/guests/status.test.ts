import { describe, expect, it } from "vitest";
import { type Status, statusSchema } from "../../../admin/status/document.ts";
import { parseDescription } from "../../../lib/cluster/description/parse.ts";
import { patient } from "../pacemaker/use-cluster.ts";
import { together } from "./strike.ts";
import { useGuestLab } from "./use-guest-lab.ts";

describe("a real cluster at one look", patient, () => {
  const lab = useGuestLab({ hosts: 2, guests: ["nfs1", "vm1"] });
  const status = async (host: string): Promise<Status> => {
    const { stdout } = await lab().host(host).xensan("status", "--json");
    return statusSchema.parse(JSON.parse(stdout));
  };
  const worst = ({ findings }: Status) =>
    findings.filter(({ level }) => level === "fail" || level === "unknown").map(({ sentence }) => sentence);

  it("shows members, quorum, guests with their leases, and nothing that is wrong", async () => {
    expect(await lab().host("host1").xensan("start", "nfs1")).toMatchObject({ exitCode: 0 });
    expect(await lab().host("host2").xensan("start", "vm1")).toMatchObject({ exitCode: 0 });
    const seen = await status("host1");
    expect(worst(seen)).toEqual([]);
    expect(seen).toMatchObject({
      cluster: { kind: "answered", quorum: true, dc: expect.stringMatching(/^host[12]$/), unlisted: [] },
      nodes: ["host1", "host2"].map((name) => ({
        ...{ name, membership: { kind: "member" }, answer: { kind: "answered" } },
      })),
      guests: [
        {
          name: "nfs1",
          verdict: "runs",
          places: [{ host: "host1" }],
          lease: { host: "host1", watched: true },
        },
        {
          name: "vm1",
          verdict: "runs",
          places: [{ host: "host2" }],
          lease: { host: "host2", watched: true },
        },
      ],
    });
  });

  it("tells on each host of the evacuation of the other one", async () => {
    const emptied = await lab().host("host1").run("/usr/lib/xensan/evacuate", [], { timeoutMs: 150_000 });
    expect(emptied).toMatchObject({ exitCode: 0 });
    expect((await status("host2")).evacuations).toMatchObject([
      {
        ...{ host: "host1", summary: "host1 is empty: 1 moved.", left: [] },
        moves: [{ guest: "nfs1", to: "host2", outcome: "done", downtimeMs: expect.any(Number) }],
      },
    ]);
    const page = await lab().host("host2").xensan("status", "--html", "/run/xensan/status.html");
    expect(page, page.stderr).toMatchObject({ exitCode: 0, stdout: "" });
    expect((await lab().host("host2").run("cat", ["/run/xensan/status.html"])).stdout).toContain(
      "nfs1 to host2: ",
    );
  });

  it("names a host that is cut off, within seconds, and never calls its guests stopped", async () => {
    await lab().host("host2").cut();
    await lab().settled(["host1"]);
    const seen = await status("host1");
    expect(seen.guests.map(({ verdict, silent }) => ({ verdict, silent }))).toEqual(
      ["nfs1", "vm1"].map(() => ({ verdict: "unknown", silent: ["host2"] })),
    );
    expect(seen.guests.map(({ lease }) => lease)).toMatchObject([{ host: "host2" }, { host: "host2" }]);
    expect(worst(seen)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^host2 is no member of the cluster now; /),
        expect.stringMatching(/^host2 does not answer: /),
        "Whether nfs1 runs cannot be told: it may be on host2.",
      ]),
    );
    expect(seen.tookMs).toBeLessThan(25_000);
    const other = await status("host2");
    expect(other.guests.map(({ verdict, places }) => [verdict, places[0]?.host])).toEqual([
      ["runs", "host2"],
      ["runs", "host2"],
    ]);
    await lab().host("host2").heal();
    await together(lab());
  });

  it("has its nodes, addresses and guests in the file that init proposes", async () => {
    const { exitCode, stdout, stderr } = await lab().host("host1").xensan("init", "--dry-run");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const parsed = parseDescription(new TextEncoder().encode(stdout));
    const own = await lab().host("host1").run("cat", ["/etc/xensan/cluster.yaml"]);
    const known = parseDescription(new TextEncoder().encode(own.stdout));
    if (parsed.kind === "refused" || known.kind === "refused") throw new Error(stdout);
    const clusterOf = ({ nodes }: typeof known.description) =>
      nodes.map(({ name, addresses }) => [name, addresses.cluster]);
    expect(clusterOf(parsed.description)).toEqual(clusterOf(known.description));
    expect(parsed.description).toMatchObject({
      dialect: "pacemaker",
      lease: { kind: "volume", path: "/dev/evms/san2/leases" },
      guests: ["nfs1", "vm1"].map((name) => ({ name, config: `/etc/xen/${name}.cfg` })),
    });
  });
});
