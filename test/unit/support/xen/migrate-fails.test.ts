import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { monotonicClock } from "../../../../lib/system/clock.ts";
import { poll } from "../../../support/lab/poll.ts";
import { recorded as recording } from "../../lib/xen/recordings.ts";
import { departure, inOrder, lines, pidOf, recorded } from "./departure.ts";
import { endOf, soon } from "./scene.ts";

/** A receiver that takes the guest in, and ends when it is allowed to start its copy. */
const diesAtTheEnd = `
  echo 'xl migration receiver ready, send binary domain data.'
  while read -r word one two; do
    case $word in
      xensan-stream) head -c "$one" >/dev/null ;;
      pages) head -c "$two" >/dev/null ;;
      end) break ;;
    esac
  done
  echo 'domain received, ready to unpause'
  read -r permission`;

describe.concurrent("a migration that fails in the stand-in for xl", () => {
  it("notices a name clash only at the end", async (test) => {
    const { scene, source, destination } = await departure(test);
    await destination.run("create", scene.config("domU", 64, ""));
    const { exitCode, stderr } = await source.run("migrate", "domU", "host2");
    expect(exitCode).toBe(1);
    for (const who of ["sender", "target"]) {
      expect(inOrder(stderr, who)).toEqual(inOrder(recording("migrate-fail-nameclash.txt"), who));
    }
    expect(stderr).toContain('libxl__domain_rename: Domain 2:Domain with name "domU" already exists.\n');
    expect(stderr.endsWith("Migration failed due to problems at target.\n")).toBe(true);
    expect(await source.states()).toEqual(["domU running"]);
    expect(await destination.states()).toEqual(["domU running"]);
  });

  it("after it was suspended leaves a guest that nobody watches over: when it reboots, it stays as it is (xl_vmcontrol.c of 4.17)", async (test) => {
    const { scene, source, destination } = await departure(test);
    await destination.run("create", scene.config("domU", 64, ""));
    expect(await source.run("migrate", "domU", "host2")).toMatchObject({ exitCode: 1 });
    expect(await source.states()).toEqual(["domU running"]);
    const log = () => readFileSync(join(source.state, "log/xl-domU.log"), "utf8");
    await expect.poll(log).toMatch(/Domain has suspended\.\nDone\. Exiting now\n$/);
    await source.run("reboot", "domU");
    await source.comesTo("domU rebooting");
    await monotonicClock.sleep(1_500);
    expect(await source.states()).toEqual(["domU rebooting"]);
  });

  it("and a guest that has arrived reboots as another domain: its receiver watches over it", async (test) => {
    const { source, destination } = await departure(test);
    expect(await source.run("migrate", "domU", "host2")).toMatchObject({ exitCode: 0 });
    await destination.run("reboot", "domU");
    await destination.comesTo();
    await destination.comesTo("domU running");
    expect((await destination.run("domid", "domU")).stdout).toBe("2\n");
  });

  it("for want of memory leaves the source running, under xl's alarming words", async (test) => {
    const { source, destination } = await departure(test);
    destination.set("total_memory", 700);
    const { exitCode, stderr } = await source.run("migrate", "domU", "host2");
    expect(exitCode).toBe(1);
    expect(lines(stderr)).toEqual(recorded("migrate-fail-nomem.txt"));
    expect(await source.states()).toEqual(["domU running"]);
    expect(await destination.states()).toEqual([]);
  });

  it("says how the transport ended where there was no receiver", async (test) => {
    const { source } = await departure(test);
    const { exitCode, stderr } = await source.run("migrate", "domU", "localhost.invalid");
    expect(exitCode).toBe(1);
    expect(lines(stderr)).toEqual(recorded("migrate-fail-unresolvable.txt"));
  });

  it.for(["SIGKILL", "SIGTERM"] as const)(
    "by %s of its receiver: the source runs on",
    async (signal, test) => {
      const { source, destination } = await departure(test);

      source.set("rate", 24);
      const ended = endOf(source.start("migrate", "domU", "host2"));
      await destination.comesTo("domU--incoming paused");
      process.kill(pidOf(destination, "migrate-receive"), signal);
      expect((await ended).code).toBe(1);
      expect(await source.states()).toEqual(["domU running"]);
      // What the hypervisor has stays.
      expect(await destination.states()).toEqual(["domU--incoming paused"]);
    },
  );

  it("between permission and report leaves the source renamed and suspended", async (test) => {
    const { source } = await departure(test);
    const { exitCode, stderr } = await source.run("migrate", "-s", "", "domU", diesAtTheEnd);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "migration sender: Giving target permission to start.\nlibxl: error: libxl_utils.c:505:libxl_read_exactly: file/stream truncated reading success/failure report message from migration receiver stream\n** Migration failed during final handshake **\nDomain state is now undefined !\n",
    );
    expect(await source.states()).toEqual(["domU--migratedaway suspended"]);
  });

  it("is given up where the guest is paused and so cannot suspend", async (test) => {
    const { source, destination } = await departure(test);
    source.set("patience", 1);
    await source.run("pause", "domU");
    const { exitCode, stderr } = await source.run("migrate", "domU", "host2");
    expect(exitCode).toBe(1);
    expect(stderr.endsWith("Migration failed, failed to suspend at sender.\n")).toBe(true);
    expect(await source.states()).toEqual(["domU paused"]);
    expect(await destination.states()).toEqual([]);
  });
});

describe.concurrent("a sender that is killed in the stand-in for xl", () => {
  it("before the stop leaves the source running and no copy", async (test) => {
    const { source, destination } = await departure(test);
    source.set("rate", 4);
    const child = source.start("migrate", "domU", "host2");
    await destination.comesTo("domU--incoming paused");
    child.kill("SIGKILL");
    await destination.comesTo();
    expect(await source.states()).toEqual(["domU running"]);
  });

  it("while the guest is stopped leaves it suspended, and lib/xen resumes it", async (test) => {
    const { scene, source, destination } = await departure(test);
    source.set("downtime", 5);
    destination.fault("linger", 8);
    const child = source.start("migrate", "domU", "host2");
    await source.comesTo("domU suspended");
    child.kill("SIGTERM");
    expect(await destination.states()).toEqual(["domU--incoming paused"]);
    await destination.comesTo();
    expect(await source.states()).toEqual(["domU suspended"]);
    expect(await source.toolstack.resume(1, 30_000)).toEqual({ kind: "done" });
    const before = (await scene.checkDisk()).stdout;
    expect(await poll(async () => (await scene.checkDisk()).stdout !== before, soon)).toBe(true);
    expect(await scene.checkDisk()).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("once the copy is complete leaves both, the one suspended and the other paused", async (test) => {
    const { source, destination } = await departure(test);
    // What the receiver says after its banner is lost on the way.
    const receiver = `XENSAN_XEN_STATE=${destination.state} xl migrate-receive -p | head -n 1; sleep 8`;
    const child = source.start("migrate", "-s", "", "domU", receiver);
    const watched = () => pidOf(destination, "migrate-receive", "/dev/null") > 0;
    expect(await poll(watched, soon)).toBe(true);
    child.kill("SIGKILL");
    expect(await source.states()).toEqual(["domU suspended"]);
    expect(await destination.states()).toEqual(["domU--incoming paused"]);
  });
});
