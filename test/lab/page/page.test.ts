/// <reference lib="dom" />
import { spawnSync } from "node:child_process";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Status } from "../../../admin/status/document.ts";
import { renderPage } from "../../../admin/status/page/page.ts";
import { troubledStatus, wellStatus } from "../../unit/admin/status/scene.ts";

/** Unbroken, and longer than any screen. */
const long = `-${"x".repeat(300)}`;

const pages: readonly (readonly [string, Status])[] = [
  ["all is well", wellStatus()],
  ["much is wrong", troubledStatus()],
  ["long words", troubledStatus(long)],
  ["20 hosts with 400 guests", large()],
];

const settings = [
  [375, "light"],
  [375, "dark"],
  [1_280, "light"],
  [1_280, "dark"],
] as const;

let browser: Browser;
beforeAll(async () => {
  // Debian's; root may not run it in its sandbox.
  browser = await chromium.launch({
    executablePath: "/usr/bin/chromium-headless-shell",
    args: ["--no-sandbox"],
  });
});
afterAll(() => browser.close());

async function shown<T>(
  status: Status,
  setting: { readonly width: number; readonly colorScheme?: "light" | "dark" },
  look: (page: Page, asked: readonly string[]) => Promise<T>,
): Promise<T> {
  const { width, colorScheme = "light" } = setting;
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  try {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => asked.push(message.text()));
    await page.setContent(renderPage(status), { waitUntil: "load" });
    return await look(page, asked);
  } finally {
    await page.close();
  }
}

describe.each(pages)("the page where %s", (_, status) => {
  it.each([320, 375, 705, 1_280])("has nothing beside a screen of %d pixels", async (width) => {
    const beside = await shown(status, { width }, (page) =>
      page.evaluate(() => {
        const end = document.documentElement.clientWidth;
        const out = [...document.querySelectorAll("body *")]
          .filter(
            (each) =>
              !(
                each.closest("thead") &&
                getComputedStyle(each.closest("thead") ?? each).position === "absolute"
              ),
          )
          .filter((each) => each.getBoundingClientRect().right > end + 1)
          .map((each) => `${each.tagName} ${each.textContent?.trim().slice(0, 40)}`);
        return { width: document.documentElement.scrollWidth - end, out: out.slice(0, 5) };
      }),
    );
    expect(beside).toEqual({ width: 0, out: [] });
  });

  // Of hundreds of guests axe takes its time, and all settings say the same.
  it.each(status.guests.length > 100 ? settings.slice(0, 1) : settings)(
    "is found accessible by axe, %d pixels wide, %s",
    async (width, colorScheme) => {
      const found = await shown(status, { width, colorScheme }, async (page) => {
        await page.evaluate(axe.source);
        return page.evaluate(async () => {
          const { violations, passes } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
            resultTypes: ["violations", "passes"],
          });
          return {
            violations: violations.map(
              ({ id, nodes }) =>
                `${id}: ${nodes
                  .map(({ html }) => html)
                  .slice(0, 3)
                  .join(" ")}`,
            ),
            passed: passes.map(({ id }) => id),
          };
        });
      });
      expect(found.violations).toEqual([]);
      // Otherwise axe had nothing to look at.
      expect(found.passed).toEqual(
        expect.arrayContaining([
          "color-contrast",
          "document-title",
          "html-has-lang",
          "svg-img-alt",
          "heading-order",
        ]),
      );
    },
  );

  it("is valid HTML for tidy", () => {
    const { stderr } = spawnSync("tidy", ["-errors", "-quiet", "--show-info", "no"], {
      input: renderPage(status),
      encoding: "utf8",
    });
    // Tidy takes the <title> of an SVG for that of the page, which has no id.
    const ofSvg = /Warning: <title> proprietary attribute "id"$/;
    expect(stderr.split("\n").filter((line) => line !== "" && !ofSvg.test(line))).toEqual([]);
  });

  it("is not valid for tidy where a tag is missing", () => {
    const { stderr } = spawnSync("tidy", ["-errors", "-quiet", "--show-info", "no"], {
      input: renderPage(status).replace("</section>", ""),
      encoding: "utf8",
    });
    expect(stderr).toContain("missing </section>");
  });
});

describe("the page", () => {
  it("loads nothing, and has nothing to say to the console", async () => {
    expect(await shown(troubledStatus(), { width: 1_280 }, async (_, asked) => asked)).toEqual([]);
  });

  it("shows hostile names as text, and runs none of them", async () => {
    const hostile = `"><img src=x onerror="document.title='run'"><script>document.title='run'</script>`;
    const seen = await shown(troubledStatus(hostile), { width: 1_280 }, async (page, asked) => {
      const text = await page.innerText("main");
      return { asked, title: await page.title(), text, images: await page.locator("img, script").count() };
    });
    expect(seen).toMatchObject({
      asked: [],
      title: "Xen cluster: 3 wrong, 2 unknown, 1 to look at",
      images: 0,
    });
    expect(seen.text).toContain(`build${hostile}`);
  });

  it("has every text of its pictures inside of them, readable on a phone", async () => {
    const small = await shown(troubledStatus(long), { width: 375 }, (page) =>
      page.evaluate(() =>
        [...document.querySelectorAll("svg.narrow text")]
          .map((text) => {
            const box = text.getBoundingClientRect();
            const svg = text.closest("svg")?.getBoundingClientRect() ?? box;
            const size = Number.parseFloat(getComputedStyle(text).fontSize);
            return {
              text: text.textContent,
              outside: box.right > svg.right + 1 || box.left < svg.left - 1,
              size,
            };
          })
          .filter(({ outside, size }) => outside || size < 11),
      ),
    );
    expect(small).toEqual([]);
  });

  it("shows one of its two sizes of each picture", async () => {
    const visible = (width: number) =>
      shown(troubledStatus(), { width }, (page) =>
        page.locator("svg:visible").evaluateAll((all) => all.map((each) => each.getAttribute("class"))),
      );
    expect(await visible(375)).toEqual(["narrow", "narrow"]);
    expect(await visible(1_280)).toEqual(["wide", "wide"]);
  });
});

function large(): Status {
  const status = wellStatus();
  const hosts = Array.from({ length: 20 }, (_, index) => `host${index + 1}`);
  return {
    ...status,
    nodes: status.nodes.slice(0, 1).flatMap((node) => hosts.map((name) => ({ ...node, name }))),
    guests: status.guests.slice(0, 1).flatMap((guest) =>
      Array.from({ length: 400 }, (_, index) => ({
        ...guest,
        name: `guest-${index}`,
        places: guest.places.map((place) => ({ ...place, host: hosts[index % 20] ?? "host1" })),
      })),
    ),
  };
}
