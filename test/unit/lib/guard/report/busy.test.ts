import { describe, expect, it } from "vitest";
import { busyPrograms, type ToolstackProcess } from "../../../../../lib/guard/report/busy.ts";
import type { Presence } from "../../../../../lib/xen/presence.ts";

const absent: Presence = { kind: "absent" };
const domain = { domid: 12, name: "nfs1", uuid: "5b1e-1", state: "blocked", memoryMiB: 1, vcpus: 1 } as const;
const running: Presence = { kind: "running", domains: [{ domain, role: "itself" }] };
const xl = "/usr/lib/xen-4.17/bin/xl";

function process(commandLine: string, ends: Partial<ToolstackProcess> = {}): ToolstackProcess {
  const words = commandLine.split(" ");
  const name = words[0]?.split("/").at(-1)?.slice(0, 15) ?? "";
  return { pid: 812, name, arguments: words, input: "pipe:[1]", output: "pipe:[2]", ...ends };
}

function busy(commandLine: string, presence: Presence = absent, ends: Partial<ToolstackProcess> = {}) {
  const subject = { guest: "nfs1", configPath: "/etc/xen/nfs1.cfg", presence };
  return busyPrograms(subject, [process(commandLine, ends)]);
}

describe("busyPrograms", () => {
  it.each([
    [`${xl} create /etc/xen/nfs1.cfg`, "xl create (pid 812)"],
    ["xl create -p nfs1.cfg", "xl create (pid 812)"],
    ["xl -v create /etc/xen/other name='nfs1'", "xl create (pid 812)"],
    ["xl destroy nfs1", "xl destroy (pid 812)"],
    ["xl shutdown -F nfs1", "xl shutdown (pid 812)"],
    ["xl migrate -s ssh nfs1 host2", "xl migrate (pid 812)"],
    ["xl rename nfs1--incoming nfs1", "xl rename (pid 812)"],
    ["xl save nfs1 /var/lib/xen/save/nfs1", "xl save (pid 812)"],
    ["xl block-attach nfs1 phy:/dev/x,xvdb,w", "xl block-attach (pid 812)"],
    ["xl some-new-command nfs1", "xl some-new-command (pid 812)"],
    ["/usr/bin/python /usr/sbin/xm migrate --live nfs1 host2", "xm migrate (pid 812)"],
    ["/usr/bin/python2.4 -u /usr/sbin/xm create nfs1.cfg", "xm create (pid 812)"],
    // These do not say whom they are about.
    [`${xl} migrate-receive`, "xl migrate-receive (pid 812)"],
    ["xl migrate-receive -p", "xl migrate-receive (pid 812)"],
    ["xl restore /var/lib/xen/save/1", "xl restore (pid 812)"],
    ["/usr/lib/xen-4.17/bin/libxl-save-helper --restore-domain 7 9 1", "libxl-save-helper (pid 812)"],
    ["/usr/lib/xen/bin/xc_restore 20 5 1024 1 2", "xc_restore (pid 812)"],
  ])("counts %s", (commandLine, what) => {
    expect(busy(commandLine)).toEqual([what]);
  });

  it("knows the domain of a guest that is here, by id and uuid", () => {
    expect(busy("xl destroy 12", running)).toEqual(["xl destroy (pid 812)"]);
    expect(busy("xl destroy 5b1e-1", running)).toEqual(["xl destroy (pid 812)"]);
    expect(busy("/usr/lib/xen/bin/xc_save 20 12 0 0 1", running)).toEqual(["xc_save (pid 812)"]);
    expect(busy("xl destroy 12")).toEqual([]);
    expect(busy("xl destroy 13", running)).toEqual([]);
  });

  it.each([
    "xl create /etc/xen/web1.cfg",
    "xl destroy nfs10",
    "xl destroy web-nfs1",
    "xl list nfs1",
    "xl console nfs1",
    "xl",
    "vi /etc/xen/nfs1.cfg",
    "ssh host2 xl migrate-receive",
    "sh -c xl_create_nfs1",
    "grep xl create nfs1",
    "",
  ])("does not count %j", (commandLine) => {
    expect(busy(commandLine)).toEqual([]);
  });

  it("does not take a number among ssh's options for the guest's domain", () => {
    const transport = "ssh -o BatchMode=yes -o ConnectTimeout=12 -o ServerAliveInterval=5";
    const migrates = (domid: string) => ({
      ...process("xl"),
      arguments: ["xl", "migrate", "-p", "-s", transport, domid, "host2"],
    });
    const subject = { guest: "nfs1", configPath: "/etc/xen/nfs1.cfg", presence: running };
    expect(busyPrograms(subject, [migrates("31")])).toEqual([]);
    expect(busyPrograms(subject, [migrates("12")])).toEqual(["xl migrate (pid 812)"]);
  });

  describe("what saves or restores another guest's domain", () => {
    const helper = "/usr/lib/xen-4.17/bin/libxl-save-helper";
    const receiver = process("xl migrate-receive -p", { pid: 700 });
    const restores = process(`${helper} --restore-domain 7 9 31 2 0 3 0 0 0`, { pid: 701, parent: 700 });
    const saves = process(`${helper} --save-domain 7 9 31 0 0 1 0 0 0`, { pid: 702, parent: 600 });
    const all = [receiver, restores, saves];
    const seen = (presence: Presence, pids: readonly number[] = [700, 701, 702], processes = all) =>
      busyPrograms(
        { guest: "nfs1", configPath: "/etc/xen/nfs1.cfg", presence, livedBefore: new Set(pids) },
        processes,
      );
    const counted = [
      "xl migrate-receive (pid 700)",
      "libxl-save-helper (pid 701)",
      "libxl-save-helper (pid 702)",
    ];

    it("does not count where the guest was looked for afterwards and has other domains, or none", () => {
      expect(seen(running)).toEqual([]);
      expect(seen(absent)).toEqual([]);
    });

    it("counts where the domain is the guest's, or could be", () => {
      const own: Presence = {
        kind: "running",
        domains: [{ domain: { ...domain, domid: 31 }, role: "arriving" }],
      };
      expect(seen(own)).toEqual(counted);
      expect(seen({ kind: "unknown", reason: "xl does not answer" })).toEqual(counted);
      // Begun after the guest was looked for.
      expect(seen(absent, [])).toEqual(counted);
      expect(seen(absent, [700, 702])).toEqual(counted.slice(0, 2));
    });

    it("counts a receiver without a helper, and a helper that does not say whose it is", () => {
      expect(seen(absent, [700], [receiver])).toEqual(counted.slice(0, 1));
      const strange = process(`${helper} --restore-domain 7 9 x`, { pid: 701, parent: 700 });
      expect(seen(absent, [700, 701], [receiver, strange])).toEqual(counted.slice(0, 2));
    });
  });

  describe("the daemon that watches over a running domain", () => {
    // As recorded after a migration: the arguments are those of the receiver that it once was.
    const daemon = { input: "/dev/null", output: "/var/log/xen/xl-nfs1--incoming.log" };

    it("does not count while its guest is here, nor for another guest", () => {
      expect(busy(`${xl} migrate-receive`, running, daemon)).toEqual([]);
      expect(
        busy(`${xl} create /etc/xen/nfs1.cfg`, running, { ...daemon, output: "/var/log/xen/xl-nfs1.log" }),
      ).toEqual([]);
      expect(
        busy(`${xl} migrate-receive`, absent, { ...daemon, output: "/var/log/xen/xl-web1.log" }),
      ).toEqual([]);
    });

    it("counts while its guest is not here: it starts one that reboots anew", () => {
      const what = "xl create, which watches over nfs1, (pid 812)";
      for (const output of [
        "/var/log/xen/xl-nfs1.log",
        "/var/log/xen/xl-nfs1.log.1",
        "/var/log/xen/xl-nfs1.log (deleted)",
      ]) {
        expect(busy("xl create /etc/xen/nfs1.cfg", absent, { ...daemon, output })).toEqual([what]);
      }
    });

    it("is no daemon where it still reads from somewhere, or where that cannot be told", () => {
      for (const input of ["pipe:[7]", "socket:[8]", undefined]) {
        expect(busy(`${xl} migrate-receive`, running, { ...daemon, input })).toEqual([
          "xl migrate-receive (pid 812)",
        ]);
      }
    });
  });
});
