/**
 * The number with which sanlock ended an action: 0 is success. Its exit code says less, and is 0 where the daemon does
 * not run (`client command` of 3.8.5). Undefined where the line is not there, or not whole, or there twice.
 */
export function resultOf(action: string, printed: string): number | undefined {
  const found = [...printed.matchAll(new RegExp(`^${action}(?:_timeout)? done (-?\\d{1,9})\\n`, "gm"))];
  return found.length === 1 ? Number(found[0]?.[1]) : undefined;
}

/** The numbers after which a claim may be held or not: sanlock gave up in the middle of writing. */
export function mayHaveWritten(code: number): boolean {
  return code === -202 || code === -5 || code === -1 || (code <= -210 && code >= -229);
}

/** sanlock's numbers for a daemon that nobody answers for: no socket, or a socket without a process behind it. */
export function isNoDaemon(code: number): boolean {
  return code === -2 || code === -111;
}

/** "sanlock's acquire ended with -243 (the host that owns it is alive)". */
export function describeResult(action: string, code: number): string {
  const meaning = meanings.get(code);
  return `sanlock's ${action} ended with ${code}${meaning === undefined ? "" : ` (${meaning})`}`;
}

/** From sanlock_rv.h and errno(3), in the sense that sanlock 3.8.5 gives to those. */
const meanings: ReadonlyMap<number, string> = new Map([
  [-1, "what is there is nothing of sanlock's, or cannot be read"],
  [-2, "there is no such thing, or the daemon does not run"],
  [-5, "the volume gives an input/output error"],
  [-6, "there is no device behind the path"],
  [-11, "it is being given up at the moment; try again"],
  [-13, "permission is denied"],
  [-16, "it is busy; try again"],
  [-17, "it is there already"],
  [-19, "the path cannot be opened"],
  [-22, "sanlock does not take the values"],
  [-28, "this host has not joined the lease volume, or is losing it"],
  [-90, "the volume is too small"],
  [-104, "the daemon ended"],
  [-107, "the daemon ended"],
  [-110, "the volume did not answer in time"],
  [-111, "the daemon does not run"],
  [-115, "it is under way"],
  [-117, "a holder of this host left it behind"],
  [-201, "an error without a name"],
  [-202, "the volume did not answer in time"],
  [-203, "the watchdog daemon wdmd does not run"],
  [-210, "a host's ballot could not be read"],
  [-211, "the ballot could not be written"],
  [-212, "another host was faster"],
  [-213, "another host was faster"],
  [-214, "a host's ballot is damaged"],
  [-220, "the record could not be read"],
  [-221, "the record could not be written"],
  [-222, "the record is not what was written"],
  [-223, "there is no record of sanlock's"],
  [-224, "the record is of another version of sanlock"],
  [-225, "the record is for another sector size"],
  [-226, "the record belongs to another lockspace"],
  [-227, "the record belongs to another claim"],
  [-228, "the record is for fewer hosts"],
  [-229, "the record is damaged"],
  [-230, "the sizes do not fit together"],
  [-231, "the lease id is too high for the volume"],
  [-240, "it has another version by now"],
  [-241, "this host has not joined the lease volume"],
  [-242, "the hosts' records cannot be opened"],
  [-243, "the host that owns it is alive"],
  [-244, "another host was faster"],
  [-245, "another host was faster"],
  [-247, "another host owns it, and it is not known yet whether that is alive"],
  [-250, "it has another version by now"],
  [-251, "another host owns it"],
  [-260, "another host has taken this host's lease id"],
  [-261, "this host's record was changed by somebody else"],
  [-262, "another host uses this lease id"],
  [-274, "there is no index of sanlock's"],
  [-275, "the index is of another version of sanlock"],
  [-276, "the index belongs to another lockspace"],
  [-277, "the index does not fit its place"],
  [-278, "the index is not what was expected"],
]);
