import type { Facts } from "../facts.ts";
import { type Finding, fail, findings, unknown } from "../finding.ts";

/** What "xensan cib check" finds in the CIB of the running cluster. */
export function cibFindings({ here, cib }: Pick<Facts, "here" | "cib">): readonly Finding[] {
  if (cib.kind === "unknown") {
    const mend = `Start the cluster on ${here}, or run cibadmin -Q there.`;
    return findings(
      "cib",
      [here],
      [unknown([here], `The CIB cannot be read on ${here}: ${cib.reason}.`, mend)],
      "",
    );
  }
  const problems = cib.findings.map(({ path, what, mend }) =>
    fail([], `In the CIB, ${path}: ${withStop(what)}`, withStop(mend)),
  );
  return findings("cib", [here], problems, "Nothing in the CIB lets the cluster touch a guest.");
}

function withStop(text: string): string {
  return `${text}${/[.!?]$/.test(text) ? "" : "."}`;
}
