import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { Markup, markup } from "../../../../admin/status/page/markup.ts";
import { renderPage } from "../../../../admin/status/page/page.ts";
import { troubledStatus, wellStatus } from "./scene.ts";

const svgs = (page: string) => page.match(/<svg[\s\S]*?<\/svg>/g) ?? [];

describe("markup", () => {
  it("escapes what is put in, also in attributes and lists, and leaves markup alone", () => {
    const hostile = `<b a="1" c='2'>&amp;`;
    const inner = markup`<i title="${hostile}">${[hostile, 7, undefined]}</i>`;
    expect(markup`<p>${inner}${new Markup("<br>")}</p>`.text).toBe(
      '<p><i title="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;">&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;7</i><br></p>',
    );
  });

  it("has no characters that a page may not hold, or that turn the text around them", () => {
    expect(markup`${"a\u0000b\u202Ec\u2066d\uD800e"}`.text).toBe("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe");
  });
});

describe("renderPage", () => {
  it("lets nothing out of the text that it stands in, wherever hosts and guests said it", () => {
    const hostile = `</title></style></svg>"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
    const page = renderPage(troubledStatus(hostile));
    expect(page).not.toContain("<script");
    expect(page).not.toContain("<img");
    expect(page.split("</title>")).toHaveLength(renderPage(troubledStatus()).split("</title>").length);
    expect(page).toContain("&lt;script&gt;alert(1)");
  });

  it("loads nothing and runs nothing", () => {
    const page = renderPage(troubledStatus());
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\shref=|\ssrc=|url\(|@import|\son\w+=/);
    expect(page).toContain(`content="default-src 'none';`);
  });

  it("has pictures that are XML, each with a title and a description of its own", () => {
    const found = svgs(renderPage(troubledStatus("&<\u0001")));
    expect(found).toHaveLength(4);
    for (const svg of found) {
      expect(XMLValidator.validate(svg)).toBe(true);
      const [, title, desc] = /aria-labelledby="(\S+) (\S+)"/.exec(svg) ?? [];
      expect(svg).toContain(`<title id="${title}">`);
      expect(svg).toContain(`<desc id="${desc}">`);
    }
  });

  it("says in words what the picture shows", () => {
    const page = renderPage(troubledStatus());
    expect(page).toContain(
      "host1: nfs1, vm5. host2: vm1, vm3, vm5. host3: vm2, vm4. host4: Its guests are unknown. Unknown: web1.",
    );
    expect(renderPage(wellStatus())).toContain(
      "<title>Xen cluster: All is well on 2 hosts with 2 guests</title>",
    );
  });

  it("draws many guests and hosts, and cuts names that do not fit", () => {
    const status = wellStatus();
    const [node] = status.nodes;
    const [guest] = status.guests;
    if (node === undefined || guest === undefined) throw new Error("the scene has none");
    const many = {
      ...status,
      nodes: Array.from({ length: 20 }, (_, index) => ({
        ...node,
        name: `host${index + 1}${"-long".repeat(12)}`,
      })),
      guests: Array.from({ length: 500 }, (_, index) => ({
        ...guest,
        name: `guest-${index}`,
        places: guest.places.map((place) => ({
          ...place,
          host: `host${(index % 20) + 1}${"-long".repeat(12)}`,
        })),
      })),
    };
    const page = renderPage(many);
    expect(page).toContain(">and 2 more</text>");
    expect(page).toMatch(/>host20-long[-long]*…<\/text>/);
    for (const svg of svgs(page)) expect(XMLValidator.validate(svg)).toBe(true);
  });
});
