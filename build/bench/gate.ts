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
    [`XenVM.monitor.node${major}.cpu`]: 2.4,
    [`EvmsSCC.monitor.node${major}.cpu`]: 1.55,
    "XenVM.bytes": 580_000,
    "EvmsSCC.bytes": 50_000,
  };
}

/**
 * One sentence for each limit that is not kept; a number that is missing is one too.
 *
 * @param major of the Node.js that runs this
 */
export function broken(ratios: Readonly<Record<string, number>>, major: string): readonly string[] {
  return Object.entries(limits(major)).flatMap(([name, most]) => {
    const found = ratios[name];
    if (found === undefined) return [`${name} was not measured; it must be ${most} at the most.`];
    return found <= most ? [] : [`${name} is ${found}, and must be ${most} at the most.`];
  });
}
