/** How a host was emptied of the guests of a scenario. */
export type Evacuation = {
  readonly scenario: string;
  readonly way: "stock" | "ours";
  readonly peers: number;
  readonly guests: number;
  readonly mebibytes: number;
  /** Until `xendomains stop` has ended. */
  readonly seconds: number;
  /** The guests' memory over what the links to these peers carry: nobody is faster. */
  readonly boundSeconds: number;
  /** How much of the processors of this machine, which all hosts share, was at work meanwhile: 0 to 1. */
  readonly busy: number;
  /** For how long each guest wrote nothing, by the records on its disk. */
  readonly downtimes: readonly number[];
};

/** One guest, moved while nothing else goes on; the second shortest of four. */
export type ByHand = {
  /** For which it wrote nothing, by the records on its disk. */
  readonly stockSeconds: number;
  readonly ourSeconds: number;
  /** From the toolstack's last word to the end of it, which no stock move has. */
  readonly handOverMs: number;
};

export type EvacuationResult = {
  readonly byHand: ByHand;
  /** MiB of guests' memory in a second that two ssh together bring over one link. */
  readonly linkMebibytes: number;
  readonly evacuations: readonly Evacuation[];
};

export function toBound({ seconds, boundSeconds }: Evacuation): number {
  return seconds / boundSeconds;
}

export function toStock(each: Evacuation, { evacuations }: EvacuationResult): number {
  const stock = evacuations.find(({ scenario, way }) => scenario === each.scenario && way === "stock");
  return each.seconds / (stock?.seconds ?? Number.NaN);
}

export function totalOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}

/** One object of named numbers, as the other benchmark's. */
export function evacuationRatios(result: EvacuationResult): Readonly<Record<string, number>> {
  const named = result.evacuations.flatMap((each): (readonly [string, number])[] => {
    const key = `${each.guests}guests.${each.way}.${each.peers}`;
    return [
      [`${key}.bound`, toBound(each)],
      [`${key}.stock`, toStock(each, result)],
      [`${key}.seconds`, each.seconds],
      [`${key}.downtime`, totalOf(each.downtimes)],
      [`${key}.busy`, each.busy],
    ];
  });
  return Object.fromEntries(
    [
      ["link.mebibytes", result.linkMebibytes] as const,
      ["byhand.stock.downtime", result.byHand.stockSeconds] as const,
      ["byhand.ours.downtime", result.byHand.ourSeconds] as const,
      ["byhand.ours.handover.ms", result.byHand.handOverMs] as const,
      ...named,
    ].map(([name, value]) => [name, Number(value.toPrecision(3))]),
  );
}
