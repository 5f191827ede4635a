import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { renderHost } from "../../../admin/host/render-host.ts";
import { articleText, describing, nodeOf, todayText } from "../../support/host/clusters.ts";
import { unpacked } from "../../support/host/parsers.ts";
import { rendered } from "../../support/host/rendered.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan-order-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function place(path: string, content: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  chmodSync(join(folder, path), mode);
}

/** In a mount namespace where /etc and /usr have what is in the folder, and nothing of that stays. */
function inside(script: string, ...args: readonly string[]) {
  const overlay = `mount --make-rprivate /; mount -t tmpfs none /mnt
    for top in etc usr; do
      mkdir -p "/mnt/$top" "/mnt/$top-work" "$0/$top"
      mount -t overlay none -o "lowerdir=$0/$top:/$top,upperdir=/mnt/$top,workdir=/mnt/$top-work" "/$top"
    done`;
  const { status, stdout, stderr } = spawnSync(
    "unshare",
    ["--mount", "sh", "-eu", "-c", `${overlay}\n${script}`, folder, ...args],
    { encoding: "utf8", timeout: 60_000 },
  );
  return { status, said: stdout + stderr };
}

describe("insserv", () => {
  const links = () => {
    const insserv = join(import.meta.dirname, "../../support/host/insserv.sh");
    const run = spawnSync("unshare", ["--mount", "sh", insserv, unpacked("insserv"), folder], {
      encoding: "utf8",
    });
    expect(run.stderr).toBe("");
    return run.stdout.trim().split("\n");
  };
  const number = (all: readonly string[], pattern: RegExp) =>
    Number(all.flatMap((link) => pattern.exec(link)?.[1] ?? [])[0]);

  it("starts xend, then heartbeat, then xendomains, and stops them the other way round", () => {
    for (const name of ["xend", "heartbeat", "xendomains"]) {
      place(name, `#!/bin/sh\n${rendered(articleText, `/etc/init.d/${name}`)}exit 0\n`, 0o755);
    }
    const all = links();
    const start = ["xend", "heartbeat", "xendomains"].map((name) =>
      number(all, new RegExp(`^3 S(\\d+)${name}$`)),
    );
    expect(start).toEqual(start.toSorted((a, b) => a - b));
    expect(new Set(start).size).toBe(3);
    const stop = ["xendomains", "heartbeat", "xend"].map((name) =>
      number(all, new RegExp(`^6 K(\\d+)${name}$`)),
    );
    expect(stop).toEqual(stop.toSorted((a, b) => a - b));
    expect(new Set(stop).size).toBe(3);
  });
});

describe("systemd", () => {
  it.each([2, 20])("systemd-analyze verify has nothing to say about the units of %i nodes", (nodes) => {
    const description = describing(todayText(nodes));
    const files = renderHost({ description, node: nodeOf(description, `host${nodes}`) });
    for (const { path, content } of files) {
      if (path.startsWith("/etc/systemd/system/")) place(path, content);
    }
    place("usr/lib/xensan/evacuate", "#!/bin/sh\n", 0o755);
    place("etc/init.d/xendomains", "#!/bin/sh\n", 0o755);
    place("usr/sbin/xensan", "#!/bin/sh\n", 0o755);
    const units =
      "/etc/systemd/system/xensan-evacuate.service /etc/systemd/system/xendomains.service sanlock.service";
    const verify = `systemd-analyze verify --man=no --recursive-errors=no ${units}`;
    expect(inside(verify)).toEqual({ status: 0, said: "" });
    const broken = `sed -i s/^TimeoutStopSec=/TimeoutStopSecs=/ /etc/systemd/system/xendomains.service; ${verify}`;
    expect(inside(broken).said).toContain("'TimeoutStopSecs'");
    const unknown = `sed -i s/^ExecStop=/ExecStops=/ /etc/systemd/system/sanlock.service.d/50-xensan.conf; ${verify}`;
    expect(inside(unknown).said).toContain("'ExecStops'");
  });
});

describe("Debian's xendomains", () => {
  /** On a host with Xen, without guests; evacuate writes down how it was called. */
  const stop = (settings: string, code: number) => {
    place("etc/default/xendomains", settings);
    place("usr/lib/xensan/evacuate", `#!/bin/sh\necho "evacuate $#" >>/mnt/calls\nexit ${code}\n`, 0o755);
    place("usr/sbin/xen", '#!/bin/sh\n[ "$1" = list ] || exit 1\necho Name ID Mem VCPUs State Time\n', 0o755);
    return inside(
      `mount -t tmpfs none /proc; mkdir -p /proc/xen; : >/proc/xen/privcmd
       "$1/etc/init.d/xendomains" stop >/dev/null 2>&1 || echo "ended with $?"; cat /mnt/calls`,
      unpacked("xen"),
    );
  };

  it.each([2, 20])("reads its settings for %i nodes, and empties the host at a stop", (nodes) => {
    const settings = rendered(todayText(nodes), "/etc/default/xendomains");
    expect(stop(settings, 0)).toEqual({ status: 0, said: "evacuate 0\n" });
    expect(stop(settings, 3)).toEqual({ status: 0, said: "ended with 1\nevacuate 0\n" });
  });
});
