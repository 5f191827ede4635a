import { leaveCommand } from "../../host/order/sanlock-unit.ts";
import type { Unit } from "./facts.ts";

export const properties = [
  "Id",
  "LoadState",
  "ActiveState",
  "UnitFileState",
  "FragmentPath",
  "After",
  "ConflictedBy",
  "TimeoutStopUSec",
  "JobTimeoutUSec",
  "ExecStop",
] as const;

/** Reads `systemctl show` of several units: KEY=VALUE, and an empty line between two units. */
export function parseUnits(printed: string): ReadonlyMap<string, Unit> {
  const blocks = printed.split(/\n\n+/).filter((block) => block.trim() !== "");
  return new Map(
    blocks.flatMap((block): readonly [string, Unit][] => {
      const values = new Map(
        block.split("\n").map((line): [string, string] => {
          const at = line.indexOf("=");
          return [line.slice(0, at), line.slice(at + 1)];
        }),
      );
      const value = (key: (typeof properties)[number]) => values.get(key) ?? "";
      const id = value("Id");
      if (id === "") return [];
      const unit = {
        isLoaded: value("LoadState") === "loaded",
        isActive: value("ActiveState") === "active",
        isEnabled: /^(?:enabled|enabled-runtime|generated|static)$/.test(value("UnitFileState")),
        file: value("FragmentPath"),
        after: words(value("After")),
        conflictedBy: words(value("ConflictedBy")),
        stopSeconds: secondsOf(value("TimeoutStopUSec")),
        jobSeconds: secondsOf(value("JobTimeoutUSec")),
        // A line for each command: "{ path=… ; argv[]=/usr/sbin/xensan lease leave ; …".
        leavesLeases: block
          .split("\n")
          .some((line) => line.startsWith("ExecStop=") && line.includes(` argv[]=${leaveCommand} ;`)),
      };
      return [[id, unit]];
    }),
  );
}

function words(text: string): readonly string[] {
  return text.split(" ").filter((word) => word !== "");
}

const inSeconds: Readonly<Record<string, number>> = {
  ...{ us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3_600, d: 86_400, w: 604_800, month: 2_629_800, y: 31_557_600 },
};

/** A time as systemd prints it, "1h 8min"; undefined for "infinity", and for what is not there. */
function secondsOf(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+)(us|ms|s|min|month|h|d|w|y)(?= |$)/g)];
  if (parts.length === 0) return undefined;
  return Math.round(
    parts.reduce((sum, [, number, unit = ""]) => sum + Number(number) * (inSeconds[unit] ?? 0), 0),
  );
}
