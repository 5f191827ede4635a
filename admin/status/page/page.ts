import type { Status } from "../document.ts";
import { clusterText, durationText, levelWords, momentText, verdictText } from "../words.ts";
import { evacuations } from "./evacuations.ts";
import { type Markup, markup } from "./markup.ts";
import { picture } from "./picture.ts";
import { style } from "./style.ts";
import { guestTable, hostTable, volumeTable } from "./tables.ts";

/**
 * One HTML file that needs nothing else: no script, no picture, no font, and the browser is told to load none. What hosts, guests and
 * programs said is escaped.
 */
export function renderPage(status: Status): string {
  const { asked, takenMs, tookMs, cluster, findings, xensan } = status;
  const verdict = verdictText(status);
  const worst = findings[0]?.level ?? "info";
  const taken = new Date(takenMs).toISOString();
  const page = markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Xen cluster: ${verdict}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Xen cluster, seen from ${asked}</h1>
<p class="verdict ${worst === "info" ? "well" : worst}">${verdict}</p>
<p class="soft"><time datetime="${taken}">${momentText(takenMs)}</time>, all hosts asked in ${durationText(tookMs)}. Cluster manager: ${clusterText(cluster)}.</p>
</header>
<main>
${findingList(status)}
<section aria-labelledby="hosts">
<h2 id="hosts">Hosts</h2>
<figure>
${picture(status, { name: "wide", width: 1024 })}
${picture(status, { name: "narrow", width: 343 })}
<figcaption>Which guest is on which host. A dashed frame is a host that does not answer, or that the cluster has lost.</figcaption>
</figure>
${hostTable(status)}
</section>
<section aria-labelledby="guests">
<h2 id="guests">Guests</h2>
${guestTable(status)}
</section>
${volumeTable(status)}
${evacuations(status)}
</main>
<footer><p>Written by xensan ${xensan}. Nothing on this page changes by itself.</p></footer>
</body>
</html>
`;
  return page.text;
}

function findingList({ findings }: Status): Markup | undefined {
  if (findings.length === 0) return undefined;
  const entries = findings.map(
    ({
      level,
      sentence,
    }) => markup`<li class="${level}"><b>${levelWords[level]}</b> <span>${sentence}</span></li>
`,
  );
  return markup`<section aria-labelledby="findings">
<h2 id="findings">What to know</h2>
<ul class="findings">
${entries}</ul>
</section>`;
}
