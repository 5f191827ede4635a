import type { Evacuation, EvacuationResult } from "./result.ts";

const width = 760;
const left = 260;
const rowHeight = 24;
const top = 46;

/** Bars of how long each evacuation took, with its lower bound as a line, legible on light and dark ground. */
export function evacuationPlot({ evacuations }: EvacuationResult): string {
  const most = Math.max(...evacuations.map(({ seconds }) => seconds));
  const scale = (width - left - 60) / most;
  const height = top + evacuations.length * rowHeight + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#808080" role="img" aria-label="Seconds until a host is empty">`,
    `<text x="${left}" y="16">seconds until the host is empty; the line: memory over bandwidth</text>`,
    `<rect x="${left}" y="24" width="12" height="12" fill="#0072b2"/><text x="${left + 18}" y="34">ours</text>`,
    `<rect x="${left + 70}" y="24" width="12" height="12" fill="#e69f00"/><text x="${left + 88}" y="34">stock</text>`,
    ...evacuations.flatMap((each, index) => row(each, top + index * rowHeight, scale)),
    "</svg>",
    "",
  ].join("\n");
}

function row(
  { scenario, way, peers, seconds, boundSeconds }: Evacuation,
  y: number,
  scale: number,
): readonly string[] {
  const [length, bound] = [seconds * scale, left + boundSeconds * scale];
  const title = `${scenario}: ${way}, ${peers === 1 ? "one peer" : `${peers} peers`}`;
  return [
    `<text x="${left - 10}" y="${y + 13}" text-anchor="end" font-size="11">${title}</text>`,
    `<rect x="${left}" y="${y + 3}" width="${length.toFixed(1)}" height="13" fill="${way === "ours" ? "#0072b2" : "#e69f00"}"/>`,
    `<line x1="${bound.toFixed(1)}" y1="${y}" x2="${bound.toFixed(1)}" y2="${y + 19}" stroke="#808080" stroke-width="2"/>`,
    `<text x="${(left + length + 6).toFixed(1)}" y="${y + 13}" font-size="10">${seconds.toFixed(0)}</text>`,
  ];
}
