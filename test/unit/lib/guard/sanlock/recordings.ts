import { readFileSync } from "node:fs";

/** What sanlock 3.8.5 printed on its standard output: see test/support/sanlock/record.sh. */
export function recorded(name: string): string {
  const text = readFileSync(new URL(`../../../../captures/sanlock/${name}.txt`, import.meta.url), "utf8");
  return text.split("--- stdout\n")[1]?.split("--- stderr\n")[0] ?? "";
}

/** The volume of the recordings. */
export const volume = "/mnt/leases";
