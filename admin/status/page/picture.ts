import type { Status } from "../document.ts";
import { type Box, boxesOf, type Chip, describe, type Line } from "./boxes.ts";
import { type Markup, markup } from "./markup.ts";

/** In CSS pixels at the size at which it is drawn; `columns` of hosts. */
export type Format = { readonly name: "wide" | "narrow"; readonly width: number };

const gap = 24;
const pad = 14;
/** A guest's name has at most 17 characters. */
const leastChipWidth = 142;
const chipHeight = 42;
const chipGap = 8;
/** Above the chips of a host. */
const headHeight = 98;
const otherHeadHeight = 56;
const mostChips = 24;

/** Hosts with their guests, and the disks that all of them see. */
export function picture(status: Status, { name, width }: Format): Markup {
  const { hosts, others } = boxesOf(status);
  const perRow = name === "narrow" ? 1 : columnsFor(hosts.length);
  const columnWidth = (width - gap * (perRow - 1)) / perRow;
  const rows = rowsOf(hosts, perRow);
  const heights = rows.map((row) => Math.max(...row.map((box) => heightOf(box, columnWidth))));
  const tops = heights.map((_, index) => sum(heights.slice(0, index)) + gap * index);
  const diskTop = sum(heights) + gap * rows.length + 8;
  const othersWidth = (width - gap * (others.length - 1)) / Math.max(1, others.length);
  const isStacked = name === "narrow";
  const otherBoxes = others.map((box, index) => {
    const above = isStacked ? sum(others.slice(0, index).map((each) => heightOf(each, width) + gap)) : 0;
    const x = isStacked ? 0 : index * (othersWidth + gap);
    return { box, x, y: diskTop + 56 + gap + above, width: isStacked ? width : othersWidth };
  });
  const end = Math.max(diskTop + 56, ...otherBoxes.map(({ box, y, width: own }) => y + heightOf(box, own)));
  const wires = Array.from({ length: Math.min(perRow, hosts.length) }, (_, column) => {
    const x = column * (columnWidth + gap) + columnWidth / 2;
    return markup`<path class="wire" d="M${x} 20V${diskTop + 8}"/>`;
  });
  const cards = rows.flatMap((row, index) =>
    row.map((box, column) =>
      card(box, {
        x: column * (columnWidth + gap),
        y: tops[index] ?? 0,
        width: columnWidth,
        height: heights[index] ?? 0,
      }),
    ),
  );
  return markup`<svg class="${name}" viewBox="-1 -1 ${width + 2} ${end + 2}" role="img" aria-labelledby="picture-${name}-title picture-${name}-desc">
<title id="picture-${name}-title">Hosts and their guests</title>
<desc id="picture-${name}-desc">${describe(status)}</desc>
${wires}
${cards}
${disk(status, { y: diskTop, width })}
${otherBoxes.map(({ box, x, y, width: own }) => card(box, { x, y, width: own, height: heightOf(box, own) }))}
</svg>
`;
}

function columnsFor(hosts: number): number {
  if (hosts <= 3) return Math.max(1, hosts);
  return hosts === 4 ? 2 : 3;
}

function rowsOf(hosts: readonly Box[], perRow: number): readonly (readonly Box[])[] {
  return Array.from({ length: Math.ceil(hosts.length / perRow) }, (_, index) =>
    hosts.slice(index * perRow, (index + 1) * perRow),
  );
}

type Place = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

function chipsPerRow(width: number): number {
  return Math.max(1, Math.floor((width - 2 * pad + chipGap) / (leastChipWidth + chipGap)));
}

function heightOf({ kind, chips }: Box, width: number): number {
  const head = kind === "nowhere" || kind === "stopped" ? otherHeadHeight : headHeight;
  const rows = Math.ceil(Math.min(chips.length, mostChips) / chipsPerRow(width));
  return head + Math.max(1, rows) * (chipHeight + chipGap) - chipGap + pad;
}

function card(box: Box, { x, y, width, height }: Place): Markup {
  const isHost = box.kind !== "nowhere" && box.kind !== "stopped";
  const look = box.kind === "gone" ? "gone" : box.kind === "silent" || box.kind === "nowhere" ? "silent" : "";
  const inner = width - 2 * pad;
  const memory =
    box.used === undefined
      ? undefined
      : markup`<rect class="track" x="${pad}" y="80" width="${inner}" height="5" rx="2.5"/><rect class="info bar" x="${pad}" y="80" width="${round(inner * box.used)}" height="5" rx="2.5"/>`;
  return markup`<g transform="translate(${round(x)} ${round(y)})">
<rect class="card ${look}" width="${round(width)}" height="${round(height)}" rx="10"/>
<text class="bold" x="${pad}" y="25">${fitting(box.title, inner, 8.6)}</text>
${box.lines.map((each, index) => line(each, 42 + index * 15, inner))}
${memory}
${chips(box, inner, isHost ? headHeight : otherHeadHeight)}
</g>
`;
}

function line({ text, tone }: Line, y: number, width: number): Markup {
  const words = fitting(text, width, tone === undefined ? 6 : 6.6);
  return markup`<g class="${tone}"><text class="small ${tone === undefined ? "" : "coloured"}" x="${pad}" y="${y}">${words}</text></g>`;
}

function chips(box: Box, inner: number, top: number): Markup {
  if (box.chips.length === 0) {
    return markup`<text class="small" x="${pad}" y="${top + 16}">${box.empty}</text>`;
  }
  const perRow = chipsPerRow(inner + 2 * pad);
  const width = (inner - chipGap * (perRow - 1)) / perRow;
  const rest = box.chips.length - mostChips;
  const more: Chip = { name: `and ${rest + 1} more`, below: "see the table", tone: "info" };
  const shown = rest > 0 ? [...box.chips.slice(0, mostChips - 1), more] : box.chips;
  return markup`${shown.map((chip, index) => {
    const x = pad + (index % perRow) * (width + chipGap);
    const y = top + Math.floor(index / perRow) * (chipHeight + chipGap);
    return markup`<g class="${chip.tone}" transform="translate(${round(x)} ${y})"><rect class="chip" width="${round(width)}" height="${chipHeight}" rx="6"/><text x="9" y="18">${fitting(chip.name, width - 16, 7.4)}</text><text class="small" x="9" y="33">${fitting(chip.below, width - 16, 6)}</text></g>`;
  })}`;
}

function disk({ nodes }: Status, { y, width }: { readonly y: number; readonly width: number }): Markup {
  const volumes = new Set(
    nodes.flatMap(({ answer }) =>
      answer.kind === "answered" && answer.said.volumes.kind === "known"
        ? answer.said.volumes.volumes.map(({ name }) => name)
        : [],
    ),
  );
  const text = volumes.size === 0 ? "Shared disks" : `Shared disks: ${volumes.size} volumes`;
  const ry = 8;
  return markup`<g transform="translate(0 ${y})">
<path class="disk" d="M0 ${ry}V${48 - ry}A${width / 2} ${ry} 0 0 0 ${width} ${48 - ry}V${ry}A${width / 2} ${ry} 0 0 0 0 ${ry}A${width / 2} ${ry} 0 0 0 ${width} ${ry}"/>
<text x="${width / 2}" y="34" text-anchor="middle">${text}</text>
</g>`;
}

/** SVG does not wrap and does not cut. @param per the width of a character, about, in pixels */
export function fitting(text: string, width: number, per: number): string {
  const characters = [...text];
  const most = Math.max(1, Math.floor(width / per));
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}
