/**
 * What a change must not make worse. Ratios within one run, with room for what a busy machine does to them; counts and
 * bytes are exact. Never absolute times: the next machine has others.
 */
function limits(major: string): Readonly<Record<string, number>> {
  return {
    "XenVM.monitor.cpu": 0.35,
    "XenVM.monitor.processes": 0.25,
    "XenVM.monitor.programs": 0.3,
    "XenVM.meta-data.cpu": 0.35,
    "XenVM.meta-data.processes": 0.2,
    "EvmsSCC.monitor.cpu": 0.5,
    "EvmsSCC.monitor.processes": 0.5,
    "EvmsSCC.meta-data.cpu": 0.45,
    "XenVM.probe.programs": 0.5,
    [`XenVM.monitor.node${major}.cpu`]: 1.75,
    [`EvmsSCC.monitor.node${major}.cpu`]: 1.55,
    "XenVM.bytes": 580_000,
    "EvmsSCC.bytes": 50_000,
  };
}

/** As often as is measured until all limits are kept: a neighbour on the machine makes one measurement worse, a change all. */
export const measurements = 3;

/**
 * One sentence for each limit that no measurement keeps; a number that is missing is one too.
 *
 * @param measured the ratios of each measurement
 * @param major of the Node.js that runs this
 */
export function broken(
  measured: readonly Readonly<Record<string, number>>[],
  major: string,
): readonly string[] {
  return Object.entries(limits(major)).flatMap(([name, most]) => {
    const found = measured.map((ratios) => ratios[name]).filter((ratio) => ratio !== undefined);
    if (found.length === 0) return [`${name} was not measured; it must be ${most} at the most.`];
    const best = Math.min(...found);
    return best <= most ? [] : [`${name} is ${best}, and must be ${most} at the most.`];
  });
}
