import { parseCrmMonText } from "../../../lib/cluster/membership/heartbeat2-text.ts";
import { type Parsed, parsed } from "../../../lib/cluster/membership/report.ts";
import type { Clone } from "./clone.ts";

/** Reads the clones of EvmsSCC in what `crm_mon -1` prints (2.0.8 to 2.1.4). */
export function parseClonesText(text: string): Parsed<readonly Clone[]> {
  const whole = parseCrmMonText(text);
  if (whole.kind === "unreadable") return whole;
  const clones: { id: string; startedOn: string[]; failedOn: string[] }[] = [];
  for (const line of text.split("\n")) {
    const [, id] = /^Clone Set: (\S+)/.exec(line) ?? [];
    if (id !== undefined) clones.push({ id, startedOn: [], failedOn: [] });
    const last = clones.at(-1);
    const [, node, more = ""] = /^ {4}\S+\s+\([^)]*:EvmsSCC\):\s+Started (\S+)(.*)$/.exec(line) ?? [];
    if (node !== undefined) last?.[more.includes("FAILED") ? "failedOn" : "startedOn"].push(node);
  }
  const ours = clones.filter(({ id }) =>
    new RegExp(`^Clone Set: ${escaped(id)}.*\\n {4}\\S+\\s+\\([^)]*:EvmsSCC\\):`, "m").test(text),
  );
  return parsed(ours);
}

function escaped(id: string): string {
  return id.replaceAll(/[^A-Za-z0-9_-]/g, "\\$&");
}
