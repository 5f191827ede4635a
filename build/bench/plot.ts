import { pairsOf, type Result } from "./result.ts";

const width = 760;
const left = 180;
const barHeight = 11;
const rowHeight = 34;
const top = 46;

/** Bars of the CPU time of each action, ours and the stock agent's, as an SVG that is legible on light and dark ground. */
export function plot(result: Result): string {
  const pairs = pairsOf(result);
  const most = Math.max(...pairs.flatMap(({ ours, stock }) => [ours.cpuMs, stock.cpuMs]));
  const scale = (width - left - 70) / most;
  const rows = pairs.flatMap(({ name, ours, stock }, index) => {
    const y = top + index * rowHeight;
    return [
      `<text x="${left - 10}" y="${y + 15}" text-anchor="end">${name}</text>`,
      ...bar(y, ours.cpuMs, scale, "#0072b2"),
      ...bar(y + barHeight + 2, stock.cpuMs, scale, "#e69f00"),
    ];
  });
  const height = top + pairs.length * rowHeight + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#808080" role="img" aria-label="CPU milliseconds of one run of each action">`,
    `<text x="${left}" y="16">CPU milliseconds of one run, with all that it starts</text>`,
    `<rect x="${left}" y="24" width="12" height="12" fill="#0072b2"/><text x="${left + 18}" y="34">ours</text>`,
    `<rect x="${left + 70}" y="24" width="12" height="12" fill="#e69f00"/><text x="${left + 88}" y="34">stock</text>`,
    ...rows,
    "</svg>",
    "",
  ].join("\n");
}

function bar(y: number, ms: number, scale: number, colour: string): readonly string[] {
  const length = Math.max(1, ms * scale);
  return [
    `<rect x="${left}" y="${y + 4}" width="${length.toFixed(1)}" height="${barHeight}" fill="${colour}"/>`,
    `<text x="${(left + length + 5).toFixed(1)}" y="${y + 13}" font-size="10">${ms.toFixed(1)}</text>`,
  ];
}
