import { Markup } from "./markup.ts";

/** Every colour of a text has a contrast of 4.5 or more on what is behind it, in both schemes. */
export const style = new Markup(`
:root {
  color-scheme: light dark;
  --back: #f3f5f8; --card: #ffffff; --edge: #d3d9e1; --line: #8a94a3; --text: #1a2029; --soft: #515c6b;
  --fail: #a8201a; --fail-back: #fdeceb; --warn: #7a4a00; --warn-back: #fdf3e0;
  --unknown: #57399a; --unknown-back: #f1ecfb; --info: #35506f; --info-back: #eaf0f7;
  --well: #17633a; --well-back: #e6f4ec; --disk: #dfe5ee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #0e1217; --card: #171d25; --edge: #323b47; --line: #6f7b8b; --text: #e8ecf2; --soft: #a9b4c2;
    --fail: #ff9d95; --fail-back: #38191a; --warn: #f2bd66; --warn-back: #33260f;
    --unknown: #c8b2ff; --unknown-back: #271f3d; --info: #a5c4e8; --info-back: #18263a;
    --well: #7fd6a5; --well-back: #123022; --disk: #26303d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 0 1rem 3rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: anywhere;
}
header, main, footer { max-width: 64rem; margin: 0 auto; }
header { padding: 2rem 0 .5rem; }
h1 { margin: 0; font-size: 1.1rem; font-weight: 600; color: var(--soft); }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.25rem; line-height: 1.3; }
h3 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
p { margin: .25rem 0; }
.verdict { margin: .1rem 0 .6rem; font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.2; font-weight: 700; }
.soft { color: var(--soft); }
.fail { --mine: var(--fail); --mine-back: var(--fail-back); }
.warn { --mine: var(--warn); --mine-back: var(--warn-back); }
.unknown { --mine: var(--unknown); --mine-back: var(--unknown-back); }
.info { --mine: var(--info); --mine-back: var(--info-back); }
.well { --mine: var(--well); --mine-back: var(--well-back); }
.verdict, .word { color: var(--mine); }
.word { font-weight: 600; }
.findings { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
.findings li {
  display: grid; grid-template-columns: 5.5rem 1fr; gap: .75rem; padding: .65rem .9rem; background: var(--mine-back);
  border-left: .25rem solid var(--mine); border-radius: .4rem;
}
.findings b { color: var(--mine); }
figure { margin: 0; }
figcaption { margin-top: .5rem; font-size: .875rem; color: var(--soft); }
svg { display: block; width: 100%; height: auto; }
.narrow { display: none; }
table {
  width: 100%; border-collapse: separate; border-spacing: 0; background: var(--card); border: 1px solid var(--edge);
  border-radius: .5rem; font-variant-numeric: tabular-nums;
}
figure + table, table + table { margin-top: 1rem; }
caption { padding: 0 0 .5rem; text-align: left; font-size: .875rem; color: var(--soft); }
th, td { padding: .5rem .75rem; text-align: left; vertical-align: top; border-top: 1px solid var(--edge); }
th, td { min-width: 6.25rem; }
thead th { border-top: 0; font-size: .8125rem; font-weight: 600; color: var(--soft); }
tbody th { font-weight: 600; }
td p { margin: 0; }
footer { margin-top: 3rem; font-size: .875rem; color: var(--soft); }
/* The pictures. */
text { fill: var(--text); font-size: 13px; font-family: inherit; }
.small { font-size: 11.5px; fill: var(--soft); }
.bold { font-weight: 600; font-size: 15px; }
.coloured { fill: var(--mine); font-weight: 600; }
.card { fill: var(--card); stroke: var(--edge); }
.card.silent { stroke: var(--unknown); stroke-dasharray: 5 4; }
.card.gone { stroke: var(--fail); stroke-dasharray: 5 4; }
.chip { fill: var(--mine-back); stroke: var(--mine); }
.unknown .chip { stroke-dasharray: 4 3; }
.wire { stroke: var(--line); stroke-width: 2; fill: none; }
.disk { fill: var(--disk); stroke: var(--line); }
.track { fill: var(--disk); }
.bar { fill: var(--mine); }
.grid { stroke: var(--edge); }
@media (max-width: 44rem) {
  body { padding: 0 1rem 2rem; }
  header { padding-top: 1.25rem; }
  .wide { display: none; }
  .narrow { display: block; }
  .findings li { grid-template-columns: 1fr; gap: 0; }
  table, tbody, tr, th, td { display: block; }
  table { border: 0; background: none; }
  caption { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  tr { padding: .5rem 0; margin-bottom: .75rem; background: var(--card); border: 1px solid var(--edge); border-radius: .5rem; }
  th, td { min-width: 0; border: 0; padding: .15rem .9rem; }
  td { display: grid; grid-template-columns: 6.5rem 1fr; gap: .5rem; }
  td::before { content: attr(data-label); color: var(--soft); font-size: .875rem; }
  tbody th { font-size: 1.05rem; }
}
@media print {
  body { background: none; }
  .findings li, table, figure { break-inside: avoid; }
}
`);
