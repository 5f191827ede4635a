import type { StatusEvacuation } from "../document.ts";
import { durationText } from "../words.ts";
import { type Markup, markup } from "./markup.ts";
import { type Format, fitting, round } from "./picture.ts";

type Move = StatusEvacuation["moves"][number];

const mostRows = 40;
const axisHeight = 24;

/** When each move of an evacuation began and ended, one below the other. */
export function timeline(evacuation: StatusEvacuation, { name, width }: Format, id: string): Markup {
  const moves = evacuation.moves.toSorted((one, other) => one.beganMs - other.beganMs).slice(0, mostRows);
  const beganMs = Math.min(evacuation.beganMs, ...moves.map((move) => move.beganMs));
  const lastMs = Math.max(...moves.map((move) => move.beganMs + move.tookMs), evacuation.endedMs ?? 0);
  const spanMs = Math.max(1_000, lastMs - beganMs);
  const left = name === "wide" ? 250 : 0;
  const rowHeight = name === "wide" ? 30 : 44;
  const scale = (width - left - 24) / spanMs;
  const height = axisHeight + moves.length * rowHeight + 6;
  const place: Axis = { left, rowHeight, xOf: (ms) => round(left + (ms - beganMs) * scale) };
  return markup`<svg class="${name}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-${name}-title ${id}-${name}-desc">
<title id="${id}-${name}-title">Evacuation of ${evacuation.host} over time</title>
<desc id="${id}-${name}-desc">${moves.map((move) => `${labelOf(move)}, begun after ${durationText(move.beganMs - beganMs)}. `)}</desc>
${ticks(spanMs, left, scale, height)}
${moves.map((move, index) => rowOf(move, index, place, name))}
</svg>
`;
}

type Axis = {
  readonly left: number;
  readonly rowHeight: number;
  readonly xOf: (ms: number) => number;
};

function rowOf(move: Move, index: number, { left, rowHeight, xOf }: Axis, name: Format["name"]): Markup {
  const y = axisHeight + index * rowHeight;
  const x = xOf(move.beganMs);
  const width = Math.max(3, round(xOf(move.beganMs + move.tookMs) - x));
  const tone = move.outcome === "done" ? "well" : move.outcome === "under-way" ? "info" : "fail";
  const barY = name === "wide" ? y + 9 : y + 24;
  const text =
    name === "wide"
      ? markup`<text x="0" y="${y + 20}">${fitting(`${move.guest} to ${move.to}`, left - 74, 7.4)}</text><text class="small" x="${left - 12}" y="${y + 20}" text-anchor="end">${durationText(move.tookMs)}</text>`
      : markup`<text x="0" y="${y + 16}">${fitting(labelOf(move), 340, 6.8)}</text>`;
  return markup`${text}<g class="${tone}"><rect class="bar" x="${x}" y="${barY}" width="${width}" height="13" rx="3"/></g>`;
}

function labelOf({ guest, to, tookMs, outcome }: Move): string {
  return `${guest} to ${to}: ${outcome === "done" ? durationText(tookMs) : `${outcome} after ${durationText(tookMs)}`}`;
}

/** Lines at round numbers of seconds, at most eight. */
function ticks(spanMs: number, left: number, scale: number, height: number): Markup {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];
  const most = left === 0 ? 5 : 8;
  const step = (steps.find((each) => spanMs / 1_000 / each <= most) ?? spanMs / 1_000 / most) * 1_000;
  const count = Math.floor(spanMs / step) + 1;
  return markup`${Array.from({ length: count }, (_, index) => {
    const x = round(left + index * step * scale);
    return markup`<path class="grid" d="M${x} ${axisHeight - 6}V${height}"/><text class="small" x="${x}" y="12">${tickText(index * step)}</text>`;
  })}`;
}

function tickText(ms: number): string {
  if (ms < 60_000) return `${ms / 1_000} s`;
  return ms < 3_600_000 ? `${round(ms / 60_000)} min` : `${round(ms / 3_600_000)} h`;
}
