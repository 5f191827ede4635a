import { afterEach, describe, expect, it } from "vitest";
import { createResource } from "../../support/lab/xensan.ts";
import { patient } from "../pacemaker/use-cluster.ts";
import { sound } from "./sound.ts";
import { together } from "./strike.ts";
import { useGuestLab } from "./use-guest-lab.ts";

const guest = "nfs1";

/** Everything that a person can tell Pacemaker by mistake. The policy is manual, and there is no permit. */
describe("Pacemaker that is told to drive a guest", patient, () => {
  const lab = useGuestLab({ guests: [guest] });
  const on = (host: string, ...words: readonly string[]) =>
    lab()
      .host(host)
      .xensan(...words);
  const crm = async (...words: readonly string[]) => {
    const { exitCode, stderr } = await lab().host("host2").run("crm_resource", words);
    expect(exitCode, stderr).toBe(0);
  };
  const manage = (value: "true" | "false") =>
    crm("--resource", guest, "--meta", "--set-parameter", "is-managed", "--parameter-value", value);
  /** The policy of `xensan cib policy` says false. */
  const stopOrphans = async (value: "true" | "false") => {
    const words = ["--type", "crm_config", "--name", "stop-orphan-resources", "--update", value];
    const { exitCode, stderr } = await lab().host("host2").run("crm_attribute", words);
    expect(exitCode, stderr).toBe(0);
  };
  const idle = () =>
    lab().until("the coordinator is idle", async () => {
      const state = await lab().cluster.coordinatorState();
      return state === "S_IDLE" || state;
    });
  /** Pacemaker has decided, and this is what it came to. */
  const comesTo = async (...places: readonly string[]) => {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await idle();
    expect((await lab().whereabouts(guest)).map((place) => place.replace(/ \S+$/, ""))).toEqual(places);
  };
  const failures = async () => (await lab().crmMon()).failures.filter(({ resource }) => resource === guest);
  afterEach(async () => {
    await manage("false");
    await lab().host("host2").run("crm_resource", ["--clear", "--resource", guest]);
    await crm("--cleanup", "--resource", guest);
    await crm("--refresh", "--resource", guest);
    await sound(lab());
  }, 60_000);

  it("to manage it, and to move it, leaves it where it is", async () => {
    expect(await on("host1", "start", guest)).toMatchObject({ exitCode: 0 });
    await manage("true");
    await comesTo(`host1: ${guest}`);
    await crm("--move", "--resource", guest, "--node", "host2");
    await comesTo(`host1: ${guest}`);
    expect(await failures()).toMatchObject([
      {
        node: "host1",
        task: "stop",
        exitCode: 1,
        reason: expect.stringContaining("xensan permit nfs1 stop"),
      },
    ]);
  });

  it("to stop it, stops it only with a permit, once", async () => {
    expect(await on("host1", "permit", guest, "stop")).toMatchObject({ exitCode: 0 });
    await manage("true");
    await crm(
      "--resource",
      guest,
      "--meta",
      "--set-parameter",
      "target-role",
      "--parameter-value",
      "Stopped",
    );
    await lab().until("the guest is stopped", async () => (await lab().whereabouts(guest)).length === 0);
    await crm("--resource", guest, "--meta", "--delete-parameter", "target-role");
    await comesTo();
    expect(await failures()).toMatchObject([
      { task: "start", exitCode: 6, reason: expect.stringContaining("xensan permit nfs1 start") },
    ]);
  });

  it("and loses its definition, leaves it alone; told to stop such ones it tries, and the guest stays", async () => {
    expect(await on("host1", "start", guest)).toMatchObject({ exitCode: 0 });
    const [before] = await lab().host("host1").domains();
    const host2 = lab().host("host2");
    await manage("true");
    await idle();
    expect(await failures()).toEqual([]);
    const xml = `<primitive id="${guest}"/>`;
    expect(
      await host2.run("cibadmin", ["--delete", "--scope", "resources", "--xml-text", xml]),
    ).toMatchObject({
      exitCode: 0,
    });
    // By the policy it is none of Pacemaker's business now.
    await comesTo(`host1: ${guest}`);
    expect(await failures()).toEqual([]);
    await stopOrphans("true");
    // Now it is to go: Pacemaker calls the agent, and has none of the parameters any more that it was defined with.
    await lab().until("Pacemaker has tried to stop it", async () => {
      const seen = await failures();
      return seen.some(({ task }) => task === "stop") || JSON.stringify(seen);
    });
    expect(await failures()).toMatchObject([
      {
        node: "host1",
        task: "stop",
        exitCode: 1,
        reason: expect.stringMatching(/^cannot tell whether nfs1 is stopped on host1: /),
      },
    ]);
    await comesTo(`host1: ${guest}`);
    // The same domain, and not another that took its place.
    expect(await lab().host("host1").domains()).toMatchObject([{ name: guest, domid: before?.domid }]);
    await stopOrphans("false");
    const { stdout } = await on("host2", "cib", "domain", guest);
    expect(await createResource(host2.node, stdout)).toMatchObject({ exitCode: 0 });
    await comesTo(`host1: ${guest}`);
  });

  it("to recover it after its host died, starts no second copy; a person can, once the host is dead beyond doubt", {
    timeout: 300_000,
  }, async () => {
    await manage("true");
    const host1 = lab().host("host1");
    await host1.kill();
    await lab().settled(["host2"]);
    await comesTo();
    expect(await failures()).toMatchObject([{ node: "host2", task: "start", exitCode: 6 }]);
    const refused = await on("host2", "start", guest);
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("--confirm-dead host1") });
    // Host1 wrote to the lease volume a moment ago, so nobody may say that it is dead.
    expect(await on("host2", "start", guest, "--confirm-dead", "host1")).toMatchObject({ exitCode: 1 });
    expect(await lab().whereabouts(guest)).toEqual([]);
    await lab().until(
      "host1 is dead by all evidence",
      async () => {
        const { exitCode, stderr } = await on("host2", "start", guest, "--confirm-dead", "host1");
        if (exitCode !== 0) expect(exitCode, stderr).toBe(1);
        return exitCode === 0 || stderr;
      },
      { timeoutMs: 150_000 },
    );
    await manage("false");
    await host1.boot();
    await together(lab());
    expect((await lab().records(guest)).stays.at(-1)?.host).toBe("host2");
  });
});
