import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunCommand } from "../../../lib/system/command.ts";

/** Something that happened on a host of the lab. `atMs`: on the machine's clock. */
export type Moment = { readonly atMs: number; readonly host: string; readonly what: string };

/** What the lab's hosts do, in the order in which they do it; kept only where a test asks for it. */
export function timelineFile(folder: string): string {
  return join(folder, "timeline");
}

/** Notes every command that a host runs, where a test keeps a timeline. */
export function noting(folder: string, host: string, run: RunCommand): RunCommand {
  const file = timelineFile(folder);
  if (!existsSync(file)) return run;
  const note = (what: string) =>
    appendFileSync(file, `${(performance.timeOrigin + performance.now()).toFixed(1)} ${host} ${what}\n`);
  return async (command, args, options) => {
    const words = wordsOf(command, args);
    note(`begins ${words}`);
    const result = await run(command, args, options);
    note(`ends ${words}`);
    return result;
  };
}

/** Enough of a command to tell it from others. */
function wordsOf(command: string, args: readonly string[]): string {
  if (command === "sh") return "sanlock client command, for the holder";
  if (command === "ssh") return `ssh ${args.slice(-2).join(" ")}`;
  return [command, ...args.slice(0, command === "sanlock" ? 2 : 1)].join(" ");
}

export function beginTimeline(folder: string): void {
  writeFileSync(timelineFile(folder), "");
}

/** Ends it and gives it out. */
export function endTimeline(folder: string): readonly Moment[] {
  const text = readFileSync(timelineFile(folder), "utf8");
  rmSync(timelineFile(folder));
  return text
    .split("\n")
    .flatMap((line) => {
      const [, at, host = "", what = ""] = /^([\d.]+) (\S+) (.*)$/.exec(line) ?? [];
      return at === undefined ? [] : [{ atMs: Number(at), host, what }];
    })
    .sort((one, other) => one.atMs - other.atMs);
}

/** A program for the stand-in's `asks`: notes the stages of xl itself. */
export function noteProgram(folder: string, host: string): string {
  return `[ ! -e '${timelineFile(folder)}' ] || echo "$(date +%s%3N) ${host} stage $1" >>'${timelineFile(folder)}'\n`;
}
