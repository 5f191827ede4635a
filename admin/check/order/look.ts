import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunCommand } from "../../../lib/system/command.ts";
import { describeFailure } from "../../../lib/system/command-failure.ts";
import { unitFolder } from "../../host/order/systemd-order.ts";
import { xendomainsSettingsPath } from "../../host/order/xendomains-settings.ts";
import type { BootFacts, OrderFacts, Promised, SettingsFacts } from "./facts.ts";
import { valuesIn } from "./settings.ts";
import { unitsInOrder } from "./systemd.ts";
import { parseUnits, properties } from "./units.ts";

export type LookEffects = {
  readonly run: RunCommand;
  /** "" but in tests: what stands before every path. */
  readonly root: string;
  /** Of systemctl. Default: 20 s. */
  readonly timeoutMs?: number;
};

/** Gathers the facts; asks systemd, and changes nothing. */
export async function lookAtOrder(effects: LookEffects, promised: Promised): Promise<OrderFacts> {
  return { boot: await bootFacts(effects), settings: settingsFacts(effects.root), promised };
}

async function bootFacts({ run, root, timeoutMs = 20_000 }: LookEffects): Promise<BootFacts> {
  if (!existsSync(join(root, "/run/systemd/system"))) return rcLinks(root);
  const args = ["show", "--no-pager", `--property=${properties.join(",")}`, "--", ...unitsInOrder];
  const result = await run("systemctl", args, { timeoutMs });
  if (result.kind !== "exited" || result.exitCode !== 0) {
    return { kind: "unknown", reason: describeFailure("systemctl show", result) };
  }
  const sessionsWait = existsSync(join(root, unitFolder, "session-.scope.d/50-xensan.conf"));
  return { kind: "systemd", units: parseUnits(result.stdout), sessionsWait };
}

/** Debian has /etc/rc3.d, SUSE /etc/init.d/rc3.d. */
function rcLinks(root: string): BootFacts {
  const levels = ["0", "2", "3", "4", "5", "6"].flatMap((level): readonly [string, readonly string[]][] => {
    const folder = [`/etc/init.d/rc${level}.d`, `/etc/rc${level}.d`]
      .map((path) => join(root, path))
      .find(existsSync);
    return folder === undefined ? [] : [[level, readdirSync(folder).sort()]];
  });
  if (levels.length === 0) return { kind: "unknown", reason: "there is neither systemd nor a folder rc3.d" };
  return { kind: "sysv", links: new Map(levels) };
}

function settingsFacts(root: string): SettingsFacts {
  const paths = [xendomainsSettingsPath("debian"), xendomainsSettingsPath("sysconfig")];
  const path = paths.find((each) => existsSync(join(root, each))) ?? paths[0] ?? "";
  try {
    const text = readFileSync(join(root, path), "utf8");
    const folder = valuesIn(text).get("XENDOMAINS_AUTO") ?? "";
    return { kind: "read", path, text, toStart: folder.startsWith("/") ? filesIn(join(root, folder)) : [] };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT"
      ? { kind: "absent", path }
      : { kind: "unknown", reason: `${path} cannot be read (${code})` };
  }
}

function filesIn(folder: string): readonly string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => !name.startsWith("."))
        .sort()
    : [];
}
