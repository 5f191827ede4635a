import { readRecords } from "../../support/xenlab/records.ts";
import { online, startedOnBoth } from "./clone.ts";
import { lookForEmulatorFault } from "./emulator-fault.ts";
import { doXensan, xensan } from "./patiently.ts";
import { expect, type Point } from "./point.ts";
import { guest, type Scene } from "./scene.ts";

/** The article's second point: one guest, one writer, and each layer that keeps it so, by itself. */
export const oneWriterPoints: readonly Point[] = [
  {
    title: `xensan start ${guest} starts it on host1, and it writes`,
    prove: async (scene) => {
      const { host1 } = scene;
      await prepareGuest(scene);
      await doXensan(host1, "start", guest);
      await untilItWrites(scene);
      return (await doXensan(host1, "domains")).trim().replace(/\n/g, " | ");
    },
  },
  {
    title: "peers: a second start on host2 is refused, because host1 says that it runs there",
    prove: async ({ host2 }) => {
      const { exitCode, stderr } = await xensan(host2, ["start", guest]);
      expect(exitCode === 1 && /it is on host1 already/.test(stderr), `it ended with ${exitCode}: ${stderr}`);
      return lastLine(stderr);
    },
  },
  {
    title: "block script: raw xl create on host2 fails with xensan's sentence",
    prove: async ({ host2 }) => {
      const { exitCode, stderr } = await host2.run("xl", ["create", `/etc/xen/${guest}.cfg`]);
      const sentence = /xensan: .*not opened.*/.exec(stderr)?.[0];
      expect(exitCode !== 0 && sentence !== undefined, `it ended with ${exitCode}: ${stderr}`);
      const listed = await host2.do("xl", ["list"]);
      expect(!listed.includes(guest), `something is left on host2: ${listed}`);
      return sentence;
    },
  },
  {
    title:
      "lease: cut off, with host1 falsely confirmed dead, host2 refuses, because host1 still writes to the lease volume",
    prove: async (scene) => {
      const { lab, host2 } = scene;
      await host2.cut();
      try {
        const alone = async () => {
          const seen = (await host2.crmMon()).online.join(", ");
          return seen === "host2" || `online on host2 are [${seen}]`;
        };
        await lab.until("the cluster on host2 has lost host1", alone, 120_000);
        let said = "";
        // At first it has not watched the volume for long enough to tell; it must refuse that too.
        const refused = async () => {
          const { exitCode, stderr } = await xensan(host2, ["start", guest, "--confirm-dead", "host1"]);
          if (exitCode !== 1) throw new Error(`it ended with ${exitCode}: ${stderr}`);
          said = lastLine(stderr);
          return said.includes("host1 still writes to the lease volume") || said;
        };
        await lab.until("host2 refuses because of the lease", refused, 900_000);
        return said;
      } finally {
        await host2.heal();
        await online(scene);
        await startedOnBoth(scene);
      }
    },
  },
  {
    title: "after all these attempts the guest's records show one writer",
    prove: async (scene) => {
      await untilItWrites(scene);
      return oneWriter(scene);
    },
  },
];

/** What all of the guest's points need, as a point of its own. */
export const preparing: Point = {
  title: `${guest} gets its file system and its lease`,
  prove: async (scene) => {
    await prepareGuest(scene);
    return "";
  },
};

/** A file system for the guest, and its claim on the lease volume: once, when the clone has made the volumes usable. */
export async function prepareGuest({ host1 }: Scene): Promise<void> {
  await host1.do("mke2fs", ["-q", "-t", "ext4", "/dev/SAN/nfs1", "32m"]);
  await doXensan(host1, "lease", "init");
}

/** Waits until the guest has written some more. @throws EmulatorFault when it never will, by no fault of Xen's */
export async function untilItWrites(scene: Scene): Promise<void> {
  const { lab, san } = { lab: scene.lab, san: scene.lab.san };
  const before = readRecords(san, scene.volumeByte).count;
  const look = () => {
    const { count } = readRecords(san, scene.volumeByte);
    return count >= before + 3 || `it has written ${count} records, and ${before} before`;
  };
  const first = lab.until(`${guest} writes`, look, 60_000);
  await first.catch(async () => {
    await lookForEmulatorFault(scene);
    await lab.until(`${guest} writes`, look, 180_000);
  });
}

/** @returns what its records say, in a few words. @throws Error with the first fault */
export function oneWriter({ lab, volumeByte }: Scene, lives?: number): string {
  const records = readRecords(lab.san, volumeByte);
  expect(records.faults.length === 0, records.faults.slice(0, 3).join("; "));
  expect(records.count > 0, `${guest} has written nothing`);
  const lived = records.lives.length;
  expect(lives === undefined || lived === lives, `it was booted ${lived} times and not ${lives}`);
  return `${records.count} records without a gap, ${records.sumsRight} checksums right`;
}

export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

/** How often the guest was booted. */
export function livesOf({ lab, volumeByte }: Scene): number {
  return readRecords(lab.san, volumeByte).lives.length;
}
