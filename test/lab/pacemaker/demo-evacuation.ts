import { type GuestFile, writeFile } from "../../support/guests/guest-file.ts";
import type { GuestLab } from "../../support/guests/guest-lab.ts";
import type { GuestHost } from "../../support/guests/host.ts";
import { onXen } from "../../support/guests/xendomains.ts";
import { say, type } from "./show.ts";

/**
 * Debian's own xendomains empties a host while every guest there writes a file.
 * @throws Error where a guest is elsewhere than it should be, or its file or its records are not whole
 */
export async function emptyWhileTheyWrite(lab: GuestLab, from: GuestHost, to: GuestHost): Promise<void> {
  const files = await Promise.all(
    lab.guests.map(async (guest) => ({ guest, file: await writeFile(from, guest, blocks) })),
  );
  const exitCode = await type(from, lab.cluster.folder, "/etc/init.d/xendomains stop", `${onXen} `);
  if (exitCode !== 0) throw new Error(`xendomains stop ended with exit code ${exitCode} on ${from.name}.`);
  const left = await from.domains();
  if (left.length > 0)
    throw new Error(`${from.name} is not empty: ${left.map(({ name }) => name).join(", ")}.`);
  for (const each of files) await compare(lab, each, from, to);
}

/** Of 4 KiB each: a guest writes ten in a second, so that it still writes when it is moved. */
const blocks = 150;

type Written = { readonly guest: string; readonly file: GuestFile };

async function compare(
  lab: GuestLab,
  { guest, file }: Written,
  from: GuestHost,
  to: GuestHost,
): Promise<void> {
  let found = "";
  const isWritten = async () => {
    found = await file.foundBy(to);
    return found === file.wanted || `its MD5 sum is ${found}`;
  };
  await lab.until(`${guest} has written its file`, isWritten, { timeoutMs: 20_000 });
  const { stays, complaints } = await lab.records(guest);
  const [there, here] = stays.slice(-2);
  const moved = there?.host === from.name && here?.host === to.name && there.boot === here.boot;
  if (complaints.length > 0 || !moved) {
    throw new Error(`${guest}'s disk is not sound: ${complaints.join(" ")} ${JSON.stringify(stays)}`);
  }
  say(`   ${guest.padEnd(4)} MD5 wanted ${file.wanted}, found ${found};`);
  say(
    `        records ${there.first} to ${there.last} by ${there.host}, ${here.first} to ${here.last} by ${here.host}.`,
  );
}
