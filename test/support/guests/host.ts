import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LabNode, Output } from "../lab/node.ts";
import { type Wires, wiresIn } from "./wires.ts";

/** A dom0 of the lab. All on it is real but Xen. */
export type GuestHost = Pick<LabNode, "name" | "run" | "isUp" | "kill" | "cut" | "heal" | "crmMon"> & {
  readonly node: LabNode;
  /** Power on; the host joins the cluster by itself. */
  readonly boot: () => Promise<void>;
  /** What an administrator types there; four minutes at most. */
  readonly xensan: (...words: readonly string[]) => Promise<Output>;
  /** The same with raw xl, by which the guard is passed over. */
  readonly xl: (...words: readonly string[]) => Promise<Output>;
  /** XenVM, as Pacemaker calls it. @param more words like NAME=VALUE for its environment */
  readonly agent: (guest: string, action: string, more?: readonly string[]) => Promise<Output>;
  /** All domains but dom0. @throws Error when the host is down */
  readonly domains: () => Promise<readonly DomainRow[]>;
  /** A setting of the stand-in for Xen (see ../xen/xl), until the host dies. */
  readonly set: (name: string, value: string | number) => Promise<void>;
  /** A fault of the stand-in for Xen, until the host dies. No lines: none. */
  readonly fault: (name: string, ...lines: readonly string[]) => Promise<void>;
  readonly wires: (guest: string) => Wires;
};

/** A line of `xl list`. */
export type DomainRow = { readonly name: string; readonly domid: number; readonly flags: string };

export function guestHost(node: LabNode, folder: string): GuestHost {
  const { name, run, isUp, kill, cut, heal, crmMon } = node;
  const write = async (kind: "settings" | "faults", file: string, text: string) => {
    const path = `/run/xensan-xen/${kind}/${file}`;
    const script = text === "" ? 'rm -f "$1"' : 'cat >"$1.new" && mv -f "$1.new" "$1"';
    const { exitCode, stderr } = await run("sh", ["-c", script, "sh", path], { input: text });
    if (exitCode !== 0) throw new Error(`${path} cannot be written on ${name}: ${stderr.trim()}`);
  };
  const wiresOf = (guest: string) => join(folder, "wires", name, guest);
  return {
    ...{ name, run, isUp, kill, cut, heal, crmMon, node },
    boot: () => node.boot(),
    xensan: (...words) => {
      const guest = words.find((word) => existsSync(wiresOf(word)));
      const mark = guest === undefined ? [] : [`XENSAN_LAB_GUEST=${guest}`];
      return run("env", [...mark, "xensan", ...words], { timeoutMs: 240_000 });
    },
    xl: (...words) => run("xl", words, { timeoutMs: 120_000 }),
    agent: (guest, action, more = []) =>
      run("env", [...environmentOf(guest), ...more, "/usr/lib/ocf/resource.d/xensan/XenVM", action], {
        timeoutMs: 60_000,
      }),
    domains: async () => rowsOf(name, await run("xl", ["list"])),
    set: (file, value) => write("settings", file, `${value}\n`),
    fault: (file, ...lines) => write("faults", file, lines.map((line) => `${line}\n`).join("")),
    wires: (guest) => wiresIn(wiresOf(guest)),
  };
}

function environmentOf(guest: string): readonly string[] {
  return [
    ...["OCF_ROOT=/usr/lib/ocf", "OCF_RA_VERSION_MAJOR=1", "OCF_RA_VERSION_MINOR=0"],
    ...[`OCF_RESOURCE_INSTANCE=${guest}`, "OCF_RESOURCE_TYPE=XenVM", "OCF_RESOURCE_PROVIDER=xensan"],
    ...[`OCF_RESKEY_name=${guest}`, "OCF_RESKEY_CRM_meta_timeout=60000"],
  ];
}

function rowsOf(host: string, { exitCode, stdout, stderr }: Output): readonly DomainRow[] {
  if (exitCode !== 0) throw new Error(`xl list on ${host} ended with ${exitCode}: ${stderr.trim()}`);
  return stdout
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [, name = "", domid, flags = ""] = /^(\S+) +(\d+) +\d+ +\d+ +(\S{6}) /.exec(line) ?? [];
      return { name, domid: Number(domid), flags };
    })
    .filter(({ domid }) => domid !== 0);
}
