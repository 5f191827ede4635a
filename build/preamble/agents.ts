import { readFileSync } from "node:fs";
import { evmsScc } from "../../agents/EvmsSCC/agent.ts";
import { xenVm } from "../../agents/XenVM/agent.ts";
import {
  columns,
  executesFunction,
  heading,
  ordinaryParameters,
  otherNames,
} from "../../agents/XenVM/ordinary.ts";
import { exitCode } from "../../lib/ocf/exit-code.ts";
import type { Preamble } from "./preamble.ts";
import { quoted } from "./shell-text.ts";

/**
 * A guest that is there although nobody can look is in doubt, and doubt is 1. Of a probe that says 5, Pacemaker 2.1.5
 * concludes that the guest is stopped there (crm_simulate), and it might start it elsewhere.
 */
export function xenVmPreamble(): Preamble {
  const monitor = readFileSync("agents/XenVM/quick-monitor.sh", "utf8");
  return {
    declaration: xenVm,
    functions: [
      `heading=${quoted(heading)}`,
      monitor.replace("@columns@", columns).trim(),
      ordinaryParameters(),
      executesFunction(),
      otherNames(),
    ].join("\n"),
    monitorWithoutNodeJs: exitCode.generic,
  };
}

/**
 * Volumes may be active on every node at once, so nothing comes of taking them for inactive. A probe that says 1 would
 * make Pacemaker stop them first, which fails without Node.js too, and then the node is fenced, with the guests on it.
 */
export function evmsSccPreamble(): Preamble {
  return {
    declaration: evmsScc,
    functions: readFileSync("agents/EvmsSCC/quick-monitor.sh", "utf8"),
    monitorWithoutNodeJs: exitCode.notInstalled,
  };
}
