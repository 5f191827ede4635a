import { readFileSync } from "node:fs";
import { writeFully } from "../lib/system/output.ts";
import { lostReport } from "./lost-report.ts";
import type { Terminal } from "./terminal.ts";

/** Of this process, for main.ts files. @param endWith sets the code that it ends with */
export function realTerminal(
  endWith: Terminal["endWith"],
): Terminal & { readonly out: (what: string | Uint8Array) => void } {
  let isHeard = true;
  return {
    out: (what) => {
      try {
        if (!writeFully(1, what)) isHeard = false;
      } catch (error) {
        throw lostReport(error);
      }
    },
    isHeard: () => isHeard,
    err: (text) => void writeFully(2, text),
    readStandardInput: () => readFileSync(0, "utf8"),
    endWith,
  };
}
