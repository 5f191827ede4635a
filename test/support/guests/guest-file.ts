import { createHash } from "node:crypto";
import { container } from "./files.ts";
import type { GuestHost } from "./host.ts";

/** A file that a guest writes on its own disk, a block with each record (see ../xen/guest). */
export type GuestFile = {
  /** The MD5 sum of what it is told to write. */
  readonly wanted: string;
  /** The MD5 sum of what stands on its disk, as this host reads it. */
  readonly foundBy: (host: GuestHost) => Promise<string>;
};

/** Has a guest that runs on this host begin with a file of so many blocks of 4 KiB; it takes a tenth of a second for each. */
export async function writeFile(host: GuestHost, guest: string, blocks: number): Promise<GuestFile> {
  const domain = (await host.domains()).find(({ name }) => name === guest);
  if (domain === undefined) throw new Error(`${guest} does not run on ${host.name}.`);
  await print(host, `echo "file ${blocks}" >/run/xensan-xen/domains/${domain.domid}/wish`);
  return {
    wanted: createHash("md5").update(contentOf(guest, blocks)).digest("hex"),
    foundBy: async (reader) => {
      const read = `dd if=/dev/evms/${container}/${guest} bs=4096 skip=1025 count=${blocks} status=none`;
      return (await print(reader, `${read} | md5sum`)).replace(/ .*\n/, "");
    },
  };
}

function contentOf(guest: string, blocks: number): string {
  const block = (number: number) => `${`block ${number} of ${blocks}, by ${guest}`.padEnd(127)}\n`.repeat(32);
  return Array.from({ length: blocks }, (_, index) => block(index + 1)).join("");
}

async function print(host: GuestHost, script: string): Promise<string> {
  const { exitCode, stdout, stderr } = await host.run("sh", ["-c", script]);
  if (exitCode !== 0) throw new Error(`On ${host.name}, ${script} ended with ${exitCode}: ${stderr.trim()}`);
  return stdout;
}
