/** A link of rc: S or K, its number, and the script's name. */
type Link = { readonly number: number; readonly name: string };

/** What each part is called, the first that is there counts. */
const parts = [
  { part: "Xen", names: ["xend", "xen", "xencommons"] },
  { part: "the cluster", names: ["heartbeat", "pacemaker", "corosync", "openais"] },
  { part: "xendomains", names: ["xendomains"] },
] as const;

const mend =
  "put the headers of xensan host render into the scripts, and run insserv -r and insserv -d for them again";

/**
 * Xen, the cluster, xendomains at start, and the other way round at stop. Debian stops by the K links of the level that is
 * entered (0 and 6), SUSE by those of the level that is left.
 */
export function sysvFindings(links: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const findings = [...links].flatMap(([level, names]) => [
    ...(goesDown(level) ? [] : wrongOrder(level, names, "S", parts, "starts")),
    ...(has(names, "K") ? wrongOrder(level, names, "K", parts.toReversed(), "stops") : []),
  ]);
  const levels = [...links];
  const byDebian = levels.filter(([level]) => goesDown(level)).every(([, names]) => has(names, "K"));
  const started = levels.filter(([level, names]) => !goesDown(level) && has(names, "S"));
  const bySuse = started.length > 0 && started.every(([, names]) => has(names, "K"));
  if ((byDebian && levels.some(([level]) => goesDown(level))) || bySuse) return findings;
  return [
    `xendomains is not stopped when this host goes down, so no guest is moved away: ${mend}.`,
    ...findings,
  ];
}

function goesDown(level: string): boolean {
  return level === "0" || level === "6";
}

function has(names: readonly string[], letter: "S" | "K"): boolean {
  return names.some((name) => new RegExp(`^${letter}\\d\\dxendomains$`).test(name));
}

function wrongOrder(
  level: string,
  names: readonly string[],
  letter: "S" | "K",
  order: readonly (typeof parts)[number][],
  verb: string,
): readonly string[] {
  const found = order.flatMap(({ part, names: known }) => {
    const link = linkOf(names, letter, known);
    return link === undefined ? [] : [{ part, ...link }];
  });
  return found.slice(1).flatMap((next, index) => {
    const before = found[index];
    if (before === undefined || before.number < next.number) return [];
    return [
      `In runlevel ${level} ${next.name} (${letter}${two(next.number)}) ${verb} no later than ${before.name} ` +
        `(${letter}${two(before.number)}), and ${before.part} must come first: ${mend}.`,
    ];
  });
}

/** Of several scripts of one part the one that is nearest to harm: the last to start, the first to stop. */
function linkOf(names: readonly string[], letter: "S" | "K", known: readonly string[]): Link | undefined {
  const links = names.flatMap((text) => {
    const [, kind, number, name = ""] = /^([SK])(\d\d)(.+)$/.exec(text) ?? [];
    return kind === letter && known.includes(name) ? [{ number: Number(number), name }] : [];
  });
  const sorted = links.toSorted((a, b) => a.number - b.number);
  return letter === "S" ? sorted.at(-1) : sorted[0];
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
