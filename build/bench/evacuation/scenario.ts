/** Guests that a host is emptied of, and how many MiB of its memory each changes in a second. */
export type Scenario = {
  /** As in the table. */
  readonly name: string;
  readonly guests: readonly { readonly name: string; readonly mebibytes: number; readonly dirty: number }[];
};

/** What every host's cable carries to it: a network of 1 Gbit/s, in MiB of a guest's memory. */
export const linkMebibytes = 100;

/** What the stand-in for xl sends for a MiB of a guest (see test/support/xen/parts/stream.sh). */
export const kibPerMebibyte = 16;

export const scenarios: readonly Scenario[] = [
  {
    name: "12 guests, 512 to 4096 MiB",
    guests: sized([4096, 4096, 2048, 2048, 2048, 1024, 1024, 1024, 512, 512, 512, 512]),
  },
  { name: "10 guests, 128 MiB each", guests: sized(Array.from({ length: 10 }, () => 128)) },
  // Most of what these take one after the other is none of their bytes.
  { name: "32 guests, 32 MiB each", guests: sized(Array.from({ length: 32 }, () => 32)) },
];

/** Some are idle, some change two MiB in a second. */
function sized(sizes: readonly number[]): Scenario["guests"] {
  return sizes.map((mebibytes, index) => ({ name: `vm${index + 1}`, mebibytes, dirty: index % 3 }));
}

export function totalMebibytes({ guests }: Scenario): number {
  return guests.reduce((sum, { mebibytes }) => sum + mebibytes, 0);
}
