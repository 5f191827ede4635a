import { closeSync, openSync, readSync } from "node:fs";

/** What a guest wrote behind its file system, see guest/init.sh. */
export type Records = {
  /** How many there are, from the first on without a gap. */
  readonly count: number;
  /** One for each time that the guest was booted, in that order. */
  readonly lives: readonly string[];
  /** Empty: every record follows the one before it, so there was one writer. */
  readonly faults: readonly string[];
  /** The longest time between two records of one life, in seconds of the guest's own clock. */
  readonly longestPauseSeconds: number;
  /** Its file was read from the disk so many times with the right checksum. */
  readonly sumsRight: number;
};

const recordBytes = 512;

/** Behind the file system of 32 MiB. */
export const firstRecordByte = 32 * 1024 * 1024;

/** Reads a guest's records from the shared disk itself, past all hosts. @param volumeByte where its volume begins */
export function readRecords(
  disk: string,
  volumeByte: number,
  { from = 0, atMost = 16_384 }: { readonly from?: number; readonly atMost?: number } = {},
): Records {
  const bytes = Buffer.alloc(atMost * recordBytes);
  const file = openSync(disk, "r");
  try {
    readSync(file, bytes, 0, bytes.length, volumeByte + firstRecordByte + from * recordBytes);
  } finally {
    closeSync(file);
  }
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += recordBytes) {
    const text = bytes.toString("latin1", at, at + recordBytes).replace(/\0+$/, "");
    if (text === "") break;
    texts.push(text);
  }
  return judge(texts, from);
}

/** "rec 17 3f2a9c01 77aa12b0 0011ffee 41.20 sum-ok 0011ffee\n": number, life, own word, word before, uptime, sum, seen. */
const pattern =
  /^rec (\d+) ([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8}|none) ([\d.]+) (-|sum-ok|sum-BAD) (\S+)\n$/;

/** Pure: what the rows say. @param from number of the first of them */
export function judge(texts: readonly string[], from = 0): Records {
  const lives: string[] = [];
  const faults: string[] = [];
  let before: { readonly life: string; readonly word: string; readonly up: number } | undefined;
  let longestPauseSeconds = 0;
  let sumsRight = 0;
  for (const [index, text] of texts.entries()) {
    const [, number, life = "", word = "", linked, uptime, sum, seen] = pattern.exec(text) ?? [];
    const name = `record ${from + index}`;
    if (number === undefined) {
      faults.push(`${name} is damaged: ${JSON.stringify(text.slice(0, 80))}`);
      before = undefined;
      continue;
    }
    const up = Number(uptime);
    if (Number(number) !== from + index) faults.push(`${name} says that it is record ${number}`);
    if (before !== undefined && linked !== before.word) {
      faults.push(`${name} follows ${linked}, but before it stands ${before.word}: somebody else wrote`);
    }
    if (seen !== "-" && linked !== "none" && seen !== linked)
      faults.push(`${name} saw ${seen} instead of ${linked}`);
    if (sum === "sum-BAD") faults.push(`at ${name} the checksum was wrong`);
    if (sum === "sum-ok") sumsRight += 1;
    if (lives.at(-1) !== life) {
      if (lives.includes(life)) faults.push(`${name} is of an earlier life, ${life}: it was written again`);
      lives.push(life);
    } else if (before !== undefined) {
      if (up < before.up) faults.push(`${name} goes back in time from ${before.up} to ${up}`);
      longestPauseSeconds = Math.max(longestPauseSeconds, up - before.up);
    }
    before = { life, word, up };
  }
  return { count: texts.length, lives, faults, longestPauseSeconds, sumsRight };
}
