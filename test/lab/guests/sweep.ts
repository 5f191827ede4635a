import { GuestLab } from "../../support/guests/guest-lab.ts";
import { type Strike, strike } from "./strike.ts";

/**
 * Strikes once at each of these steps, in several labs side by side, since a strike mostly waits.
 *
 * @returns what went wrong, one for each strike that did not end well, with where the logs are
 */
export async function sweep(strikes: readonly Strike[], labs: number): Promise<readonly string[]> {
  const left = [...strikes];
  const wrong: string[] = [];
  const worker = async () => {
    let lab: GuestLab | undefined;
    try {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        lab ??= await GuestLab.start(2);
        const startMs = performance.now();
        const what = `${next.blow} the ${next.on} at ${next.at}`;
        try {
          await strike(lab, next);
          console.log(`${what}: all is well after ${Math.round((performance.now() - startMs) / 1000)} s`);
        } catch (error) {
          const text = error instanceof Error ? error.message : String(error);
          const complaint = `${what}: ${text} (logs: ${await lab.collectLogs()})`;
          wrong.push(complaint);
          console.error(complaint);
          lab.end();
          lab = undefined;
        }
      }
    } finally {
      lab?.end();
    }
  };
  await Promise.all(Array.from({ length: labs }, worker));
  return wrong;
}

/** All steps of a migration, by one that nothing happens to. */
export async function stepsOfMigration(): Promise<Record<Strike["on"], readonly string[]>> {
  await using lab = await GuestLab.start(2);
  const [source, destination] = [lab.host("host1"), lab.host("host2")];
  await succeed(source.xensan("start", "nfs1"));
  for (const host of lab.hosts) host.wires("nfs1").lay();
  await succeed(source.xensan("migrate", "nfs1", "host2"));
  return {
    source: worthStriking(source.wires("nfs1").steps()),
    destination: worthStriking(destination.wires("nfs1").steps()),
  };
}

async function succeed(output: ReturnType<GuestLab["hosts"][number]["xensan"]>): Promise<void> {
  const { exitCode, stderr } = await output;
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${stderr}`);
}

/**
 * What only looks changes nothing, so whoever strikes at the next change strikes at the same state. How often it looks is
 * not the same in each run, and a host joins the lease volume only once.
 */
export function worthStriking(steps: readonly string[]): readonly string[] {
  return steps.filter((step) => !isLook(step));
}

function isLook(step: string): boolean {
  return /^(?:list|ssh report|sanlock (?:client (?:status|gets|add_lockspace)|direct (?:read_leader|lookup)))(?: done)? \d+$/.test(
    step,
  );
}
