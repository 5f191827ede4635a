import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { cleanUpAfterTheDead } from "../lab/clean-up.ts";
import { openRecord } from "../lab/open-record.ts";
import { poll } from "../lab/poll.ts";
import { createHost, sshArguments, type XenHost } from "./host.ts";
import { imageSet } from "./images/image-set.ts";
import { collectLogs } from "./logs.ts";
import { type Machine, sanOf } from "./qemu.ts";

/** Two real Xen hosts in QEMU, with one disk that both see. */
export type XenLab = {
  readonly folder: string;
  readonly hosts: readonly [XenHost, XenHost];
  /** The shared disk, as a file of this machine: what the hosts write is there at once. */
  readonly san: string;
  /** How a person gets into a host, as words of a command line. */
  readonly login: (host: XenHost) => readonly string[];
  /**
   * Waits until something is so.
   * @param look answers true, or says what it saw instead
   * @throws Error with what was seen last
   */
  readonly until: (what: string, look: Look, timeoutMs: number) => Promise<void>;
  /** Copies what all hosts logged to a folder that outlives the lab, and says where it is. */
  readonly collectLogs: () => Promise<string>;
  readonly end: () => void;
};

type Look = () => boolean | string | Promise<boolean | string>;

/** Takes away what dead labs left, then boots host1 and host2 with an empty shared disk. */
export async function startXenLab(say: (line: string) => void): Promise<XenLab> {
  cleanUpAfterTheDead();
  const images = await imageSet(say);
  const { folder, add, end } = openRecord("xen-");
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(sanOf(folder), "");
    truncateSync(sanOf(folder), sanBytes);
    const machines = await Promise.all(
      [1, 2].map(async (number): Promise<Machine> => ({ number, folder, images, sshPort: await freePort() })),
    );
    const hosts = machines.map((machine) => createHost(machine, add));
    const [host1, host2] = hosts;
    if (host1 === undefined || host2 === undefined) throw new Error("a lab has two hosts");
    await Promise.all([host1.boot(), host2.boot()]);
    return {
      folder,
      hosts: [host1, host2],
      san: sanOf(folder),
      login: (host) => {
        const machine = machines[hosts.indexOf(host)];
        return machine === undefined ? [] : ["ssh", ...sshArguments(machine).filter((word) => word !== "-T")];
      },
      until: async (what, look, timeoutMs) => {
        const seen = await poll(look, { timeoutMs, everyMs: 1_000 });
        if (seen !== true)
          throw new Error(`waited ${timeoutMs / 1000} s, but not: ${what}. Seen last: ${seen}`);
      },
      collectLogs: () => collectLogs(folder, [host1, host2]),
      end,
    };
  } catch (error) {
    const kept = await collectLogs(folder, []);
    end();
    throw new Error(`${error instanceof Error ? error.message : error} The logs are in ${kept}.`, {
      cause: error,
    });
  }
}

const sanBytes = 256 * 1024 * 1024;

/** A port that nobody has now; QEMU takes it in a moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
