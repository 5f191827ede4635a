import { absolute } from "../files/facts.ts";
import type { Row } from "./row.ts";

/** One aligned line for each file: what becomes of it, mode, bytes, path. */
export function renderRows(root: string, rows: readonly Row[]): string {
  const size = (row: Row) => (row.status === "gone" ? "-" : String(row.size));
  const statusWidth = Math.max(...rows.map((row) => row.status.length));
  const modeWidth = Math.max(...rows.map((row) => row.mode.length));
  const sizeWidth = Math.max(...rows.map((row) => size(row).length));
  return rows
    .map((row) => {
      const columns = [
        row.status.padEnd(statusWidth),
        row.mode.padEnd(modeWidth),
        size(row).padStart(sizeWidth),
      ];
      return `${columns.join("  ")}  ${absolute(root, row.path)}\n`;
    })
    .join("");
}
