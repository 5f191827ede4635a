import { configPath } from "../../../test/support/guests/files.ts";
import { GuestLab } from "../../../test/support/guests/guest-lab.ts";
import type { GuestHost } from "../../../test/support/guests/host.ts";
import { startAll } from "../../../test/support/guests/start-all.ts";
import { furnishXendomains } from "../../../test/support/guests/xendomains.ts";
import { downtimeOf } from "./downtime.ts";
import { areIdle, awaitGuests, destroyAll, nameScript, pace, prepare, run } from "./on-host.ts";
import type { ByHand } from "./result.ts";

const guest = "vm1";
const mebibytes = 128;

/** Moves an idle guest there and back again and again, by xl alone and by xensan, while nothing else goes on. */
export async function moveByHand(say: (what: string) => void): Promise<ByHand> {
  say("one guest by hand: booting two hosts.");
  await using lab = await GuestLab.start(2, { guests: [guest], memoryMebibytes: mebibytes });
  const [host1, host2] = lab.hosts;
  if (!host1 || !host2) throw new Error("The lab has two hosts.");
  for (const host of lab.hosts) {
    await prepare(host, [{ name: guest, mebibytes, dirty: 0 }]);
    await furnishXendomains(host, [guest], "{}");
  }
  const ways = [
    [host1, host2],
    [host2, host1],
    [host1, host2],
    [host2, host1],
  ] as const;
  const moved = async (to: GuestHost) => {
    await awaitGuests([to], [guest]);
    return downtimeOf(lab.cluster.san.device(`san2/${guest}`), pace);
  };

  await nameScript(lab.hosts, [guest], "block");
  await run(host1, "xl", "create", configPath(guest));
  const stock = [];
  for (const [from, to] of ways) {
    await areIdle(lab.hosts);
    await run(from, "xl", "migrate", guest, to.name);
    stock.push(await moved(to));
  }
  await destroyAll(host1);

  await nameScript(lab.hosts, [guest], "block-xensan");
  await startAll(host1, [guest]);
  const ours = [];
  const handOvers = [];
  for (const [from, to] of ways) {
    await areIdle(lab.hosts);
    const { handOverMs } = JSON.parse(await run(from, "xensan", "migrate", guest, to.name, "--json"));
    ours.push(await moved(to));
    handOvers.push(Number(handOverMs));
  }
  const { complaints } = await lab.records(guest);
  if (complaints.length > 0) throw new Error(`The disk of ${guest}: ${complaints.join(" ")}`);
  return {
    stockSeconds: secondShortest(stock),
    ourSeconds: secondShortest(ours),
    handOverMs: secondShortest(handOvers),
  };
}

function secondShortest(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[1] ?? Number.NaN;
}
