import { readFileSync } from "node:fs";

/**
 * What Xen 4.17.7 printed on two hosts (xl), what its libxlutil said to generated texts, and what the printers of Xen
 * 3.0.4's xend make of domains that are put in (xm): see the comments where they are used.
 */
export function recorded(name: string): string {
  return readFileSync(new URL(`../../../captures/xen/${name}`, import.meta.url), "utf8");
}

/** One stream of a recording that has both, without the lines that tell the exit code. */
export function streamOf(name: string, stream: "stdout" | "stderr"): string {
  const [, rest = ""] = recorded(name).split(`# --- ${stream}\n`);
  return rest.split(/^(?:# )?--- /m)[0] ?? "";
}

const heading = "Name                                        ID   Mem VCPUs\tState\tTime(s)\n";

/** The lists of a recording that asked again and again: "@ time", then rows, or rows in one line with ; behind each. */
export function polls(name: string): readonly string[] {
  return recorded(name)
    .split(/^@ [\d:.]+ ?/m)
    .slice(1)
    .map(
      (text) =>
        heading + (text.includes(";") ? text.split(";").map(aligned).join("") : text.replace(/^\n/, "")),
    );
}

/** The p recordings have squeezed blanks, and lack the control domain. */
function aligned(row: string): string {
  const [name, domid, memory, vcpus, state, seconds] = row.trim().split(" ");
  if (seconds === undefined) return "";
  const columns = [domid?.padStart(5), memory?.padStart(5), vcpus?.padStart(5)].join(" ");
  return `${name?.padEnd(40)} ${columns}     ${state}  ${seconds.padStart(8)}\n`;
}
