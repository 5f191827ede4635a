import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withScript } from "../../../../admin/domain-config/with-script.ts";
import { parseDomainConfig } from "../../../../lib/xen/domain-config.ts";

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const utf8 = (text: string) => new Uint8Array(Buffer.from(text));

function add(bytes: Uint8Array) {
  const read = parseDomainConfig("/etc/xen/nfs1.cfg", bytes);
  if (read.kind === "failed") throw new Error(read.reason);
  const result = withScript(read.config, bytes, "block-xensan");
  if (result.kind === "failed") throw new Error(result.reason);
  return { ...result, text: Buffer.from(result.bytes).toString("latin1") };
}
const line = (disk: string) => `name = "nfs1"\ndisk = [ '${disk}' ]\n`;
const diskIn = (text: string) => /'(.*)'/.exec(text)?.[1];

/** As Xen's own parser of disks, libxlutil, reads them: target, the guest's name and script of each. */
function readByXen(disks: readonly string[]) {
  const folder = join(
    import.meta.dirname,
    "../../../../node_modules/.cache/xensan-debian/xen/usr/lib/x86_64-linux-gnu",
  );
  const reader = join(import.meta.dirname, "../../../support/host/read-disks.py");
  const run = spawnSync("/usr/bin/python3", [reader, folder, ...disks], {
    encoding: "utf8",
    env: { LD_LIBRARY_PATH: folder },
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trimEnd().split("\n");
}

const written = [
  ["phy:/dev/SAN/nfs1,xvda,w", "phy:/dev/SAN/nfs1,xvda,w,script=block-xensan"],
  ["/dev/SAN/nfs1,raw,xvda,rw", "/dev/SAN/nfs1,raw,xvda,rw,script=block-xensan"],
  ["/dev/SAN/nfs1,,xvda", "/dev/SAN/nfs1,,xvda,script=block-xensan"],
  ["phy:/dev/SAN/nfs1,xvda", "phy:/dev/SAN/nfs1,xvda,script=block-xensan"],
  [
    "format=raw, vdev=xvda, access=rw, target=/dev/SAN/nfs1",
    "format=raw, vdev=xvda, access=rw, script=block-xensan,target=/dev/SAN/nfs1",
  ],
  ["target=/dev/SAN/nfs1", undefined],
  ["vdev=xvda,target=/dev/SAN/nfs1", "vdev=xvda,script=block-xensan,target=/dev/SAN/nfs1"],
  ["file:/srv/nfs1.img,xvda,w", "file:/srv/nfs1.img,xvda,w,script=block-xensan"],
] as const;

describe("a disk that the guest writes to", () => {
  it.each(written.filter(([, after]) => after !== undefined))("%s gets the script", (before, after) => {
    const { text, added, left } = add(bytesOf(line(before)));
    expect(diskIn(text)).toBe(after);
    expect(text).toBe(line(after ?? ""));
    expect({ added, left }).toEqual({ added: ["xvda"], left: [] });
    // What has it already stays as it is.
    expect(add(bytesOf(text))).toMatchObject({ text, added: [] });
  });

  it("is read by Xen's own parser as before, and with the script", () => {
    const pairs = written.flatMap(([before, after]) =>
      after === undefined ? [] : [[before, after] as const],
    );
    const before = readByXen(pairs.map(([disk]) => disk));
    const after = readByXen(pairs.map(([, disk]) => disk));
    expect(before.every((disk) => /^\/\S+ xvda None$/.test(disk))).toBe(true);
    expect(after).toEqual(before.map((disk) => disk.replace("None", "block-xensan")));
  });

  it.each([
    ["drbd:web,xvda,w", "xvda has the script block-drbd already"],
    ["/srv/a.qcow2,qcow2,xvda,w", "xvda has the format qcow2, for which Xen runs no script"],
    ["/dev/a,raw,xvda,w,backendtype=qdisk", "xvda has the backendtype qdisk, for which Xen runs no script"],
  ])("%s stays as it is, and is told", (disk, why) => {
    expect(add(bytesOf(line(disk)))).toMatchObject({ text: line(disk), added: [], left: [why] });
  });

  it.each(["phy:/dev/SAN/iso,xvdb,r", ",hdc:cdrom,r", "/srv/a.iso,raw,xvdc,devtype=cdrom"])(
    "%s is only read, and stays as it is",
    (disk) => {
      expect(add(bytesOf(line(disk)))).toMatchObject({ text: line(disk), added: [], left: [] });
    },
  );
});

describe("everything else", () => {
  it("stays as it is: comments in any encoding, blanks, line ends, several disks on a line", () => {
    const before = [
      "# caf\xe9 \xff\xfe 'phy:/dev/x,xvda,w'\n",
      'name = "nfs1" ; memory=128   # \xe4\n',
      "\n",
      "disk = [\t'phy:/dev/a,xvda,w' , \"phy:/dev/b,xvdb,w\",  # \xf6\n",
      "   '/dev/c,raw,xvdc,r', ]\n",
      "disk += ['format=raw,vdev=xvdd,target=/dev/d']",
    ].join("");
    const { text, added } = add(bytesOf(before));
    expect(added).toEqual(["xvda", "xvdb", "xvdd"]);
    expect(text.replaceAll(",script=block-xensan", "").replaceAll("script=block-xensan,", "")).toBe(before);
  });

  it("stays where characters have several bytes before a disk, and after a byte order mark", () => {
    const before = utf8(
      "\uFEFFname = \"nfs1\"\nextra = 'r\u00f6\u00f6t=\u{1F600}' ; disk = [ 'phy:/dev/a,xvda,w' ]\n",
    );
    const after = Buffer.from(add(before).bytes).toString();
    expect(after).toBe(Buffer.from(before).toString().replace("xvda,w", "xvda,w,script=block-xensan"));
  });

  it("stays of a guest without disks, and of a setting that does not count", () => {
    expect(add(bytesOf('name = "nfs1"\n')).text).toBe('name = "nfs1"\n');
    const twice = "disk = ['phy:/dev/a,xvda,w']\ndisk = ['phy:/dev/b,xvda,w']\n";
    expect(add(bytesOf(twice)).text).toBe(twice.replace("b,xvda,w", "b,xvda,w,script=block-xensan"));
  });

  it("stays whatever disks there are", () => {
    const disk = fc.constantFrom(
      "phy:/dev/a,xvda,w",
      "/dev/b,raw,xvdb,r",
      "vdev=xvdc,target=/dev/c",
      "/dev/d,,xvdd",
    );
    const between = fc.constantFrom(", ", ",\n\t", " ,# \u00e9'\n");
    fc.assert(
      fc.property(fc.array(fc.tuple(disk, between), { maxLength: 6 }), (disks) => {
        const text = `name='n'\ndisk=[${disks.map(([spec, blank]) => `'${spec}'${blank}`).join("")}]\n`;
        const after = Buffer.from(add(utf8(text)).bytes).toString();
        expect(
          after.replaceAll(/,?script=block-xensan,?(?=target|')/g, (found) =>
            found.endsWith(",") && found.startsWith(",") ? "," : "",
          ),
        ).toBe(text);
      }),
    );
  });

  it("is not given out where a disk is not understood", () => {
    const read = parseDomainConfig("x", bytesOf("disk = ['phy:/dev/a']\n"));
    expect(read.kind === "read" && withScript(read.config, bytesOf(""), "block-xensan")).toMatchObject({
      kind: "failed",
    });
  });
});
