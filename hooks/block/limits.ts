/** How long each look of the block script may take, in milliseconds. */
export type AttachLimits = {
  /** What xenstore has of the disk. */
  readonly xenstoreMs: number;
  /** One question to the toolstack. */
  readonly lookMs: number;
  readonly leaseMs: number;
  /** All other hosts. */
  readonly askMs: number;
};

/** Of which Xen the script is, it tells by what it leaves; without a word, the least that any Xen waits. */
const leastSeconds = 9;

/** @param word how many seconds the script leaves, as it says so on the command line */
export function limitsWithin(word: string | undefined): AttachLimits {
  const seconds = /^[1-9]\d?$/.test(word ?? "") ? Number(word) : leastSeconds;
  const share = (part: number) => Math.round(seconds * 1_000 * part);
  return { xenstoreMs: share(0.2), lookMs: share(0.16), leaseMs: share(0.28), askMs: share(0.83) };
}
