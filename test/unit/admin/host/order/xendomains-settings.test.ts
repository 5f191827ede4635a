import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  renderXendomainsSettings,
  type XendomainsSettings,
  xendomainsSettingsPath,
} from "../../../../../admin/host/order/xendomains-settings.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "xensan settings '\"$(touch x)"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const shells = ["dash -c", "dash -euc", "bash --norc -c", "bash --norc -euc"];

/** A script that sources the settings as xendomains does, and then goes on as if there were nothing to stop. */
function xendomains(
  shell: string,
  argument: readonly string[],
  evacuation: { readonly code?: number; readonly missing?: true } = {},
  more: Partial<XendomainsSettings> & { readonly env?: Readonly<Record<string, string>> } = {},
) {
  const { env = {}, ...order } = more;
  const evacuate = join(folder, "eva cuate");
  const calls = join(folder, "calls");
  if (evacuation.missing === undefined) {
    writeFileSync(
      evacuate,
      `#!/bin/sh\nread -r line && exit 9\necho "called with $#" >>'${calls.replaceAll("'", "'\\''")}'\nexit ${evacuation.code ?? 0}\n`,
    );
    chmodSync(evacuate, 0o755);
  }
  const settings = join(folder, "settings");
  writeFileSync(
    settings,
    renderXendomainsSettings({ script: "debian", toolstack: "xl", ...order, evacuate }),
  );
  const [program = "", ...flags] = shell.split(" ");
  const script = `. "$SETTINGS"; echo "$XENDOMAINS_AUTO|$XENDOMAINS_SAVE|$XENDOMAINS_MIGRATE|$XENDOMAINS_RESTORE|$XENDOMAINS_AUTO_ONLY"; ( exit 0 ); exit 0`;
  const run = spawnSync(program, [...flags, script, "xendomains", ...argument], {
    cwd: folder,
    encoding: "utf8",
    input: "from the caller\n",
    env: { PATH: process.env["PATH"], SETTINGS: settings, ...env },
  });
  return { ...run, calls: existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n").length : 0 };
}

describe.each(shells)("sourced by %s", (shell) => {
  it("evacuates once at a stop, which then goes on and ends well", () => {
    const run = xendomains(shell, ["stop"]);
    expect(run).toMatchObject({ status: 0, calls: 1, stderr: "" });
    expect(run.stdout).toBe("/var/lib/xensan/auto|||false|false\n");
  });

  it.each([["start"], ["status"], ["probe"], [""]])("does nothing at %s", (word) => {
    expect(xendomains(shell, [word])).toMatchObject({ status: 0, calls: 0, stderr: "" });
  });

  it("does nothing where it is called with nothing", () => {
    expect(xendomains(shell, [])).toMatchObject({ status: 0, calls: 0, stderr: "" });
  });

  it("goes on where something is left, and has the stop end with 1", () => {
    const run = xendomains(shell, ["stop"], { code: 1 });
    expect(run).toMatchObject({ status: 1, calls: 1 });
    expect(run.stdout).toBe("/var/lib/xensan/auto|||false|false\n");
    expect(run.stderr).toBe(
      "xendomains: xensan's evacuation ended with exit code 1; what is left here is shut down now.\n",
    );
  });

  it("goes on where there is no evacuation to run", () => {
    const run = xendomains(shell, ["stop"], { missing: true });
    expect(run).toMatchObject({ status: 1, calls: 0 });
    expect(run.stderr).toContain("ended with exit code 127; what is left here is shut down now.");
    expect(run.stdout).toContain("/var/lib/xensan/auto");
  });

  it.each([["restart"], ["reload"], ["force-reload"]])("refuses %s, which would stop every guest", (word) => {
    const run = xendomains(shell, [word]);
    expect(run).toMatchObject({ status: 1, calls: 0, stdout: "" });
    expect(run.stderr).toContain(`nothing was done: ${word} would stop every guest here and start none.`);
  });

  it("leaves it at the evacuation that systemd's unit has made", () => {
    const run = xendomains(shell, ["stop"], {}, { env: { xensan_evacuation: "done" } });
    expect(run).toMatchObject({ status: 0, calls: 0, stderr: "" });
  });
});

describe.each(shells)("where guests are to be left, sourced by %s", (shell) => {
  const leave = { leftover: "leave" } as const;

  it("ends Debian's script before it shuts anything down, with what evacuation said", () => {
    const run = xendomains(shell, ["stop"], { code: 1 }, leave);
    expect(run).toMatchObject({ status: 1, calls: 1, stdout: "" });
    expect(run.stderr).toBe(
      "xendomains: xensan's evacuation ended with exit code 1; what is left here runs on.\n",
    );
    expect(xendomains(shell, ["stop"], { missing: true }, leave)).toMatchObject({ status: 1, stdout: "" });
  });

  it("ends it also when systemd's unit has evacuated before", () => {
    const run = xendomains(shell, ["stop"], {}, { ...leave, env: { xensan_evacuation: "done" } });
    expect(run).toMatchObject({ status: 0, calls: 0, stdout: "", stderr: "" });
  });

  it("lets it go on where nothing is left, and at a start", () => {
    expect(xendomains(shell, ["start"], {}, leave)).toMatchObject({ status: 0, calls: 0, stderr: "" });
    expect(xendomains(shell, ["stop"], {}, leave).stdout).toContain("/var/lib/xensan/auto");
  });

  it("has the other scripts go on without a word for a shutdown, and end with 1", () => {
    const run = xendomains(shell, ["stop"], { code: 1 }, { ...leave, script: "sysconfig" });
    expect(run).toMatchObject({ status: 1, calls: 1 });
    expect(run.stdout).toContain("/var/lib/xensan/auto");
  });
});

describe("what it says", () => {
  const settings = { script: "sysconfig", toolstack: "xm" } as const;

  it("has xm's words for a shutdown, which xl does not know", () => {
    expect(renderXendomainsSettings(settings)).toContain('XENDOMAINS_SHUTDOWN_ALL="--all --halt --wait"\n');
    expect(renderXendomainsSettings({ ...settings, toolstack: "xl" })).toContain(
      'XENDOMAINS_SHUTDOWN="--wait"\n',
    );
    expect(renderXendomainsSettings({ ...settings, script: "debian" })).not.toContain("SHUTDOWN");
  });

  it("has no word for a shutdown where guests are to be left", () => {
    const text = renderXendomainsSettings({ ...settings, leftover: "leave" });
    expect(text).toContain('XENDOMAINS_SHUTDOWN=""\nXENDOMAINS_SHUTDOWN_ALL=""\n');
  });

  it("goes where the scripts look", () => {
    expect(xendomainsSettingsPath("debian")).toBe("/etc/default/xendomains");
    expect(xendomainsSettingsPath("sysconfig")).toBe("/etc/sysconfig/xendomains");
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses %s as a time", (stopSeconds) => {
    expect(() => renderXendomainsSettings({ ...settings, stopSeconds })).toThrow("whole number of seconds");
  });

  it("refuses a path with a line break", () => {
    expect(() => renderXendomainsSettings({ ...settings, evacuate: "/a\nrm -rf /" })).toThrow("cannot stand");
  });

  it("quotes a folder whatever is in its name", () => {
    const autoFolder = join(folder, "$(touch owned)`touch owned`'\" ;");
    mkdirSync(autoFolder);
    const run = xendomains("bash --norc -c", ["start"], {}, { autoFolder });
    expect(run.stdout.split("|")[0]).toBe(autoFolder);
    expect(existsSync(join(folder, "owned"))).toBe(false);
  });
});
