/** What a host of the hand-over lab has to know; a JSON file that every one of its programs reads. */
export type Setting = {
  readonly folder: string;
  readonly guest: string;
  readonly config: string;
  readonly lease: string;
  readonly holderPath: string;
  readonly hosts: readonly { readonly name: string; readonly runDirectory: string }[];
};

/** Where a host's program kills itself: immediately before it carries out this step, counted from 1. */
export type Death = {
  readonly program: "command" | "prepare" | "take" | "cancel";
  readonly beforeStep: number;
  /** Instead of its death: what a terminal sends to its process group, so long after the step has begun. */
  readonly signal?: { readonly name: "SIGINT" | "SIGTERM" | "SIGHUP"; readonly afterMs: number };
};

/** The next program of this kind on a host finds its death here, and takes it away. */
export function deathFile(folder: string, host: string): string {
  return `${folder}/${host}-death.json`;
}

/** Written by a program in the moment of its death. */
export function diedFile(folder: string, host: string): string {
  return `${folder}/${host}-died`;
}
