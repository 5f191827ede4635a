/** Where things are on the lease volume, and how sanlock's command line names them. */

/** sanlock's name for the space that all hosts join; it stands at the volume's beginning. */
export const lockspace = "xensan";

/** sanlock knows 512 and 4096 bytes; a lockspace, each half of the index and each claim take `alignBytes`. */
export type Geometry = { readonly sectorBytes: number; readonly alignBytes: number };

/** What sanlock takes where nothing else is asked for: room for 2000 hosts. */
export function geometryFor(sectorBytes: number): Geometry {
  return sectorBytes === 4096
    ? { sectorBytes, alignBytes: 8 * 1024 * 1024 }
    : { sectorBytes: 512, alignBytes: 1024 * 1024 };
}

/** Bytes that a volume needs for so many claims: the lockspace, the index and the index's own lease come first. */
export function neededBytes({ alignBytes }: Geometry, claims: number): number {
  return (3 + claims) * alignBytes;
}

/** LOCKSPACE of sanlock(8). @param leaseId 0: all hosts, for its making */
export function lockspaceWord(path: string, leaseId: number): string {
  return `${lockspace}:${leaseId}:${path}:0`;
}

/** RINDEX of sanlock(8). */
export function indexWord(path: string, { alignBytes }: Geometry): string {
  return `${lockspace}:${path}:${alignBytes}`;
}

/**
 * RESOURCE of sanlock(8).
 * @param version where it is more than 0, sanlock refuses unless the claim's version is this before it is acquired
 */
export function claimWord(path: string, guest: string, offset: number, version = 0): string {
  const word = `${lockspace}:${guest}:${path}:${offset}`;
  return version > 0 ? `${word}:${version}` : word;
}
