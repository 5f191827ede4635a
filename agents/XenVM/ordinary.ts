import { type DomainState, mayExecute, namesOf } from "../../lib/xen/domain.ts";
import { parseXlList } from "../../lib/xen/xl-list.ts";
import { xenVm } from "./agent.ts";

/**
 * What the quick monitor, in quick-monitor.sh, takes for ordinary. It is asked of the Node.js path's own declarations and
 * of its own reading, so that neither can come to say something else.
 */

/** A resource with nothing special: besides no text at all and the default, which texts a parameter may have. */
const ordinaryTexts: Readonly<Record<string, readonly string[]>> = {
  policy: ["manual", "cluster"],
  toolstack: ["auto", "xl"],
  shutdown_acpi: ["true", "false"],
};

/** The guest's name has rules of its own, and where it is set, `config` is read by nobody. */
const anyText = ["name", "config"];

/** "ordinary_parameters": 0 where every parameter is as that of most guests, and so can be parsed. */
export function ordinaryParameters(): string {
  const checks = Object.values(xenVm.parameters)
    .filter(({ name }) => !anyText.includes(name))
    .map((parameter) => {
      const { name, default: initial = "" } = parameter;
      const texts = [...new Set(["", initial, ...(ordinaryTexts[name] ?? [])])];
      const wrong = texts.find((text) => !/^[a-z0-9]*$/.test(text) || !parameter.parse(text || initial).ok);
      if (wrong !== undefined) throw new Error(`${name}: "${wrong}" is no ordinary text of it`);
      const patterns = texts.map((text) => text || "''").join(" | ");
      return `  case \${OCF_RESKEY_${name}-} in ${patterns}) ;; *) return 1 ;; esac`;
    });
  return [
    "ordinary_parameters() {",
    ...checks,
    "  # A path as the parameter accepts it.",
    `  case \${OCF_RESKEY_config-} in`,
    "    '') ;;",
    `    [!/]* | / | *[!/${letters}0123456789_+.,:@%-]*) return 1 ;;`,
    "  esac",
    "}",
  ].join("\n");
}

/** "executes STATE": 0 where the domain of such a state in `xl list` runs, and nothing else is to be said of it. */
export function executesFunction(): string {
  const states = everyState().filter((flags) => {
    const state = stateBy(flags);
    return state !== undefined && state !== "unclear" && mayExecute(state);
  });
  return `executes() {\n  case $1 in ${states.join(" | ")}) ;; *) return 1 ;; esac\n}`;
}

/** "other_name_of_guest NAME": 0 for a name that a migration or a toolstack gives the guest. */
export function otherNames(): string {
  const patterns = namesOf('"$guest"').flatMap(({ name, role }) => (role === "itself" ? [] : name));
  return `other_name_of_guest() {\n  case $1 in ${patterns.join(" | ")}) ;; *) return 1 ;; esac\n}`;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The flags of `xl list`, without a reason of a shutdown. */
function everyState(): readonly string[] {
  return ["-", "r"].flatMap((running) =>
    ["-", "b"].flatMap((blocked) =>
      ["-", "p"].flatMap((paused) =>
        ["-", "s"].flatMap((shut) =>
          ["-", "d"].map((dying) => `${running}${blocked}${paused}${shut}-${dying}`),
        ),
      ),
    ),
  );
}

function stateBy(flags: string): DomainState | undefined {
  const row = `${"guest".padEnd(40)}     1   128     1     ${flags}      14.2 ${nobody}        -                -`;
  const listing = parseXlList(`${heading}\n${row}\n`);
  return listing.kind === "listed" ? listing.domains[0]?.state : undefined;
}

const nobody = "00000000-0000-0000-0000-000000000000";

/** The heading of `xl list -v` of Xen 4.17, to the letter; another one is the Node.js path's to read. */
export const heading =
  "Name                                        ID   Mem VCPUs\tState\tTime(s)   UUID                            Reason-Code\tSecurity Label";

/** As patterns of sh, the columns of `xl list -v` that Node.js reads, in the widths that they have or grow to. */
export function columns(): string {
  const name = `[!\\ ]${"?".repeat(39)}`;
  const digit = "[0123456789]";
  const space = (count: number) => (count === 0 ? "" : `'${" ".repeat(count)}'`);
  const number = (width: number) => "[\\ 0123456789]".repeat(width - 1) + digit;
  const state = "[-r][-b][-p][-s][-rscwS][-d]";
  const part = (width: number) => "[0123456789abcdef]".repeat(width);
  const uuid = [8, 4, 4, 4, 12].map(part).join("-");
  const end = `${space(1)}${uuid}${space(8)}[-0123456789abcdef]${space(16)}-`;
  // What may be any text ends with a digit, lest a blank too many belongs to it.
  const memory = [number(5), `${digit}????*${digit}`];
  const seconds = [`?????${digit}`, `${digit}??????*`];
  const sep = space(1);
  return memory
    .flatMap((mib) =>
      seconds.map((whole) =>
        [name, number(5), mib, number(5)]
          .join(sep)
          .concat(`${space(5)}${state}${space(2)}${whole}.${digit}${end}`),
      ),
    )
    .join(" | \\\n      ");
}
