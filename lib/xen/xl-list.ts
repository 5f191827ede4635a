import type { Domain, DomainState } from "./domain.ts";
import type { Listing } from "./presence.ts";

/**
 * Reads `xl list -v`, or `xl list` without identifiers, as Xen 4.17 prints them. It is read on XenVM's monitor path, so
 * nothing is imported for it. `xl list -l` has no states, and leaves out domains whose configuration it cannot
 * retrieve, without a word (list_domains_details() of Xen 4.17), so it cannot be the first witness.
 */
export function parseXlList(text: string): Listing {
  const [header = "", ...lines] = text.split("\n");
  const columns = /^Name +ID +Mem +VCPUs\tState\tTime\(s\)( +UUID +Reason-Code\tSecurity Label)?$/.exec(
    header,
  );
  if (columns === null) return unreadable("it does not begin with the heading of its columns");
  // What is cut off in the middle of a line has no line break at its end.
  if (lines.pop() !== "") return unreadable("it ends in the middle of a line");
  const row = columns[1] === undefined ? briefRow : verboseRow;
  const domains: Domain[] = [];
  for (const line of lines) {
    const found = row.exec(line);
    // A domain's name may have blanks, but nothing that is not text: then this is not what xl printed.
    const domain = found === null || /[\p{Cc}\uFFFD]/u.test(line) ? undefined : domainOf(found);
    if (domain === undefined) return unreadable(`there is a line that is no domain: ${line.slice(0, 80)}`);
    domains.push(domain);
  }
  return { kind: "listed", domains };
}

/**
 * By the columns of list_domains(): a name of at least 40 (blanks are possible in it), id, MiB, processors, state, seconds.
 * Widths are checked, because otherwise a blank that became something else would only make another name.
 */
const brief =
  "^(\\S.{39,}?) (?= *\\d+ )([ \\d]{4}\\d) (?= *\\d+ )([ \\d]{4,8}\\d) (?= *\\d+ )([ \\d]{4}\\d) {5}([-r][-b][-p][-s][-rscwS?][-d])  (?= *\\d+\\.)[ \\d]{5,11}\\d\\.\\d";
const briefRow = new RegExp(`${brief}$`);
const verboseRow = new RegExp(
  `${brief} ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) +(?:-|[0-9a-f]+) +\\S.*$`,
);

function domainOf(row: RegExpExecArray): Domain | undefined {
  const [, field = "", domid, memory, vcpus, flags = "", uuid] = row;
  const name = field.trimEnd();
  if (field.length > 40 && name !== field) return undefined;
  return {
    domid: Number(domid),
    // The C library's word for no name; guestNameProblem() allows no guest that is called so.
    name: name === "(null)" ? undefined : name,
    ...(uuid === undefined || uuid === noUuid ? {} : { uuid }),
    state: stateOf(flags),
    memoryMiB: Number(memory),
    vcpus: Number(vcpus),
  };
}

const noUuid = "00000000-0000-0000-0000-000000000000";

/**
 * The strongest flag decides: a dying domain may also be shut down, a suspended one also paused. The fifth column is
 * the reason of a shutdown (shutdown_reason_letters in list_domains() of Xen 4.17).
 */
function stateOf(flags: string): DomainState {
  if (flags[5] === "d") return "dying";
  if (flags[3] === "s") return shutdownReasons.get(flags[4] ?? "") ?? "unclear";
  if (flags[2] === "p") return "paused";
  if (flags[1] === "b") return "blocked";
  return flags[0] === "r" ? "running" : "runnable";
}

const shutdownReasons = new Map<string, DomainState>([
  ["-", "shut-down"],
  ["r", "rebooting"],
  ["s", "suspended"],
  ["c", "crashed"],
  // A watchdog that ran out; what then happens is on_watchdog's matter, the domain itself stands still.
  ["w", "crashed"],
  // A soft reset: the same domain begins anew.
  ["S", "rebooting"],
]);

function unreadable(why: string): Listing {
  return { kind: "unknown", reason: `xl list printed something other than its table (${why})` };
}
