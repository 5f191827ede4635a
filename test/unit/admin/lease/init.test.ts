import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CommandResult } from "../../../../lib/system/command.ts";
import { client, host } from "../../lib/guard/sanlock/host.ts";
import { recorded, volume } from "../../lib/guard/sanlock/recordings.ts";
import { type Expected, exited } from "../../lib/storage/scripted-run.ts";
import { hostScene, xensan } from "../report/scene.ts";

let scene: ReturnType<typeof hostScene>;
beforeEach(() => {
  scene = hostScene();
});
afterEach(() => scene.remove());

const stat = (result: CommandResult): Expected => ({
  command: `stat --dereference --format=%F:%s ${volume}`,
  result,
});
const ofMiB = (count: number) => stat(exited(0, `regular file:${count * 1024 * 1024}\n`));
const direct = (what: string, printed: string): Expected => ({
  command: `sanlock direct ${what} -a 0`,
  result: exited(0, printed),
});
const record = (leaseId: number, name: string) =>
  direct(`read_leader -s xensan:${leaseId}:${volume}:0`, recorded(name));
const next = direct(`lookup -x xensan:${volume}:1048576`, recorded("lookup-next"));
const lookup = (guest: string, name: string) =>
  direct(`lookup -x xensan:${volume}:1048576 -e ${guest}`, recorded(name).replace("nfs1", guest));
const content = (word: string): Expected => ({
  command: `sh sh ${volume} 0 5`,
  result: exited(0, `${word}\n`),
});
const daemon = client("gets -h 1", recorded("gets-live"));
const noDaemon = client("gets -h 1", recorded("gets-no-daemon"));
const empty = [ofMiB(16), record(1, "read_leader-lockspace-blank"), content("blank")];
/** Made, and with the index there. */
const made = [ofMiB(16), record(1, "read_leader-lockspace-free"), next];

async function init(script: readonly Expected[], words: readonly string[], self?: "host1" | "host2") {
  const sanlock = host(script, self);
  const surroundings = { ...scene.surroundings, leaseHost: async () => sanlock.host };
  const ran = await xensan(surroundings, ["lease", "init", ...words]);
  sanlock.expectDone();
  return ran;
}
const dryRun = (script: readonly Expected[], words: readonly string[] = [], self?: "host1" | "host2") =>
  init(script, ["--dry-run", ...words], self);
const daemonless = "sanlock's daemon does not run on this host: start it (systemctl start sanlock)";
const refusedFor = (why: string) => ({ out: "", err: `xensan: ${why}.\n`, code: 1 });

describe("xensan lease init --dry-run", () => {
  it("says what would be made, and does not say that it was", async () => {
    expect(await dryRun([...empty, daemon])).toEqual({
      out: `${volume}, which is empty, would be made. Claims would be added for nfs1, web1. Nothing was changed.\n`,
      err: "",
      code: 0,
    });
    const { out } = await dryRun([...empty, daemon], ["--json"]);
    expect(JSON.parse(out)).toMatchObject({
      ...{ dryRun: true, made: false, added: [], wouldMake: true, wouldAdd: ["nfs1", "web1"] },
    });
  });

  it("says which claims are missing", async () => {
    const some = [...made, daemon, lookup("nfs1", "lookup"), lookup("web1", "lookup-no-guest"), next];
    expect((await dryRun(some)).out).toBe("Claims would be added for web1. Nothing was changed.\n");
    expect(JSON.parse((await dryRun(some, ["--json"])).out)).toMatchObject({
      ...{ made: false, added: [], wouldMake: false, wouldAdd: ["web1"] },
    });
    const none = [...made, daemon, lookup("nfs1", "lookup"), lookup("web1", "lookup")];
    expect((await dryRun(none)).out).toBe("No claim is missing. Nothing was changed.\n");
  });

  it("says that an index would be completed whose making was cut off", async () => {
    const missing = direct(`lookup -x xensan:${volume}:1048576`, recorded("lookup-blank"));
    const blank = { ...content("blank"), command: `sh sh ${volume} 1 2` };
    const script = [ofMiB(16), record(1, "read_leader-lockspace-free"), missing, blank, daemon];
    expect((await dryRun(script)).out).toMatch(
      new RegExp(`^The index of ${volume} would be made\\. Claims would be added for nfs1, web1\\. `),
    );
  });

  it("is refused for what the command would be refused for", async () => {
    const absent = `stat: cannot statx '${volume}': No such file or directory`;
    for (const words of [[], ["--dry-run"]]) {
      expect(await init([stat(exited(1, "", absent))], words)).toMatchObject({
        err: expect.stringContaining(`xensan: ${volume} cannot be looked at: stat exited with 1: `),
        code: 1,
      });
      expect(await init([stat(exited(0, "character special file:0\n"))], words)).toEqual(
        refusedFor(`${volume} is a character special file: give a block device or a file`),
      );
      expect(await init([ofMiB(4)], words)).toEqual(
        refusedFor(`${volume} has 4 MiB, and 2 guests need 5 MiB: make it larger`),
      );
      expect(await init([...made, noDaemon], words)).toEqual(refusedFor(daemonless));
    }
    expect(await dryRun([...empty, noDaemon])).toEqual(refusedFor(daemonless));
    const full = [ofMiB(5), ...made.slice(1), daemon];
    const claimless = [lookup("nfs1", "lookup-no-guest"), lookup("web1", "lookup-no-guest")];
    const second = direct(`lookup -x xensan:${volume}:1048576`, "lookup done 0\nname - offset 4194304\n");
    expect(await dryRun([...full, ...claimless, second])).toEqual(
      refusedFor(`${volume} has no room for web1's claim: make it larger`),
    );
  });

  it("asks whether the volume is empty, and no more with --force", async () => {
    const other = [ofMiB(16), record(1, "read_leader-lockspace-blank"), content("other")];
    const probe = {
      command: `blkid --probe --output value --match-tag TYPE --match-tag PTTYPE ${volume}`,
      result: exited(0, "swap\n"),
    };
    expect((await dryRun([...other, probe])).err).toContain(`${volume} is not empty: it holds data of the `);
    expect(await dryRun([...other.slice(0, 2), daemon], ["--force"])).toMatchObject({
      out: expect.stringContaining(`${volume}, and what is on it now would be lost, would be made. `),
      code: 0,
    });
  });

  it("leaves the making to the host with the lowest leaseId, unless --any-host is given", async () => {
    const script = [ofMiB(16), record(2, "read_leader-lockspace-blank")];
    expect(await dryRun(script, [], "host2")).toEqual(
      refusedFor(`${volume} holds no leases yet, and host1 makes them: run xensan lease init there first`),
    );
    const joined = client("gets -h 1", recorded("gets-no-lockspace"));
    expect(await dryRun([...script, content("blank"), joined], ["--any-host"], "host2")).toMatchObject({
      code: 0,
    });
  });
});
