import { closeSync, openSync, readSync } from "node:fs";

/**
 * For how many seconds a guest wrote nothing at its latest change of hosts, by the records on its disk (see
 * test/support/xen/guest), besides what always passes between two of them.
 *
 * @param pace seconds between two records
 * @throws Error where it was on one host only
 */
export function downtimeOf(device: string, pace: number): number {
  const records = recordsOn(device);
  const last = records.at(-1);
  const before = records.findLastIndex(({ host }) => host !== last?.host);
  const [left, arrived] = [records[before], records[before + 1]];
  if (left === undefined || arrived === undefined) throw new Error(`${device}: its guest was never moved.`);
  return Math.max(0, arrived.seconds - left.seconds - pace);
}

type Entry = { readonly number: number; readonly host: string; readonly seconds: number };

function recordsOn(device: string): readonly Entry[] {
  return text(device)
    .split("\n")
    .flatMap((line): readonly Entry[] => {
      const [, number, host = "", seconds] = /^record (\d+) (\S+) \d+ \S+ (\S+) /.exec(line) ?? [];
      return number === undefined ? [] : [{ number: Number(number), host, seconds: Number(seconds) }];
    })
    .toSorted((one, other) => one.number - other.number);
}

function text(device: string): string {
  const file = openSync(device, "r");
  try {
    const buffer = Buffer.alloc(4 * 1024 * 1024);
    return buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, 0));
  } finally {
    closeSync(file);
  }
}
