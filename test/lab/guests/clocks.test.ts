import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { patient } from "../pacemaker/use-cluster.ts";
import { useGuestLab } from "./use-guest-lab.ts";

const faketime = readdirSync("/usr/lib")
  .map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`)
  .find(existsSync);

/** What other hosts call. */
const peer = "/usr/lib/xensan/peer";

describe("hosts whose clocks jump by days", patient, () => {
  const lab = useGuestLab();
  const host1 = () => lab().host("host1");
  const host2 = () => lab().host("host2");

  it("start, move and stop guests, and give and heed permits, as if nothing were", async () => {
    expect(await host1().xensan("start", "nfs1")).toMatchObject({ exitCode: 0 });
    expect(await host2().xensan("permit", "nfs1", "start", "--ttl", "1s")).toMatchObject({ exitCode: 0 });
    await withClocks({ host1: "+2d", host2: "-3h" }, async () => {
      const { exitCode, stderr } = await host1().xensan("migrate", "nfs1", "host2");
      expect(exitCode, stderr).toBe(0);
      expect(await lab().whereabouts("nfs1")).toEqual([expect.stringMatching(/^host2: nfs1 /)]);
      expect(await host2().xensan("stop", "nfs1")).toMatchObject({ exitCode: 0 });
    });
    // That permit is over, and no clock brings it back.
    expect(await host2().agent("nfs1", "start", clock("-2d"))).toMatchObject({
      exitCode: 6,
      stderr: expect.stringContaining("xensan permit nfs1 start"),
    });
    // This one counts, and no clock takes it away.
    expect(await host2().xensan("permit", "nfs1", "start")).toMatchObject({ exitCode: 0 });
    expect(await host2().agent("nfs1", "start", clock("+2d"))).toMatchObject({ exitCode: 0 });
    // Pacemaker did not do that itself.
    await host2().run("crm_resource", ["--refresh", "--resource", "nfs1"]);
  });

  /** What of the environment gives a program, and all that it starts, another time of day. */
  function clock(offset: string): readonly string[] {
    return [`LD_PRELOAD=${faketime}`, `FAKETIME=${offset}`, "FAKETIME_DONT_FAKE_MONOTONIC=1"];
  }

  /** Every xensan that runs on these hosts meanwhile sees another time of day, also one that the other host calls. */
  async function withClocks(
    clocks: Readonly<Record<string, string>>,
    deed: () => Promise<void>,
  ): Promise<void> {
    const on = (host: string, script: string) => lab().host(host).run("sh", ["-euc", script]);
    for (const [host, offset] of Object.entries(clocks)) {
      const before = (path: string) =>
        `printf '#!/bin/sh\nexec env ${clock(offset).join(" ")} ${path} "$@"\n'`;
      const script =
        `${before("/usr/sbin/xensan")} >/usr/local/sbin/xensan; mv ${peer} ${peer}.own; ` +
        `${before(`${peer}.own`)} >${peer}; chmod +x /usr/local/sbin/xensan ${peer}`;
      expect(await on(host, script)).toMatchObject({ exitCode: 0 });
      const { stdout } = await on(host, `env ${clock(offset).join(" ")} date +%s`);
      expect(Math.abs(Number(stdout) * 1_000 - Date.now()), stdout).toBeGreaterThan(3_600_000);
    }
    try {
      await deed();
    } finally {
      for (const host of Object.keys(clocks))
        await on(host, `rm /usr/local/sbin/xensan; mv ${peer}.own ${peer}`);
    }
  }
});
