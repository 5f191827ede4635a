import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Operation } from "../../../../lib/guard/operation.ts";
import { operationStore, type StoreDisk } from "../../../../lib/guard/operation-store.ts";
import { guestNames, operationsOf, start } from "./operations.ts";

const module = new URL("../../../../lib/guard/operation-store.ts", import.meta.url).href;
const stop: Operation = { ...start, kind: "stop", id: "b2" };

let folder = "";
let file = "";
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "xensan-operations-")), "lib/operations");
  file = join(folder, "nfs1.json");
});
afterEach(() => rmSync(join(folder, "../.."), { recursive: true }));

describe("operationStore", () => {
  it("opens an operation, reads it and closes it, in a folder for root alone", () => {
    const store = operationStore(folder);
    expect(store.read("nfs1")).toEqual({ kind: "none" });
    expect(store.open(start)).toEqual({ kind: "opened" });
    expect(store.read("nfs1")).toEqual({ kind: "open", operation: start });
    expect(store.read("web1")).toEqual({ kind: "none" });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["nfs1.json"]);
    store.close("nfs1", start.id);
    expect(store.read("nfs1")).toEqual({ kind: "none" });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("gives back every operation as it was", () => {
    const store = operationStore(folder);
    fc.assert(
      fc.property(operationsOf(guestNames), (operation) => {
        expect(store.open(operation)).toEqual({ kind: "opened" });
        expect(store.read(operation.guest)).toEqual({ kind: "open", operation });
        store.close(operation.guest, operation.id);
      }),
    );
  });

  it("never replaces an operation: the second is told whose it is, also of the same one", () => {
    const store = operationStore(folder);
    store.open(start);
    expect(store.open(stop)).toEqual({ kind: "taken", by: start });
    expect(store.open(start)).toEqual({ kind: "taken", by: start });
    expect(store.read("nfs1")).toEqual({ kind: "open", operation: start });
    expect(store.open({ ...start, guest: "web1" })).toEqual({ kind: "opened" });
  });

  it("lets one of several processes open, and never two", async () => {
    const script = (id: string) => `
      import { operationStore } from ${JSON.stringify(module)};
      await new Promise((resolve) => setTimeout(resolve, ${Date.now() + 1500} - Date.now()));
      const opened = operationStore(${JSON.stringify(folder)}).open({ ...${JSON.stringify(start)}, id: "${id}" });
      console.log(opened.kind);`;
    const said = await Promise.all(
      ["p1", "p2", "p3"].map(async (id) => {
        const child = spawn(process.execPath, [
          "--import",
          "tsx",
          "--input-type=module",
          "--eval",
          script(id),
        ]);
        const [text] = await once(child.stdout, "data");
        return String(text).trim();
      }),
    );
    expect(said.sort()).toEqual(["opened", "taken", "taken"]);
  });

  it("leaves another operation alone when an earlier one is closed late", () => {
    const store = operationStore(folder);
    store.open(start);
    store.close("nfs1", start.id);
    store.open(stop);
    store.close("nfs1", start.id);
    expect(store.read("nfs1")).toEqual({ kind: "open", operation: stop });
  });

  it("gives an operation another id, if it is there", () => {
    const store = operationStore(folder);
    expect(() => store.rename("nfs1", start.id, "a2")).toThrow(
      "The operation a1 of nfs1 is not open any more.",
    );
    store.open(start);
    store.rename("nfs1", start.id, "a2");
    expect(store.read("nfs1")).toEqual({ kind: "open", operation: { ...start, id: "a2" } });
    expect(() => store.rename("nfs1", start.id, "a3")).toThrow("a1");
    expect(readdirSync(folder)).toEqual(["nfs1.json"]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    store.close("nfs1", "a2");
    expect(store.read("nfs1")).toEqual({ kind: "none" });
  });

  it.each([
    ["it is empty", ""],
    ["it is cut off", '{"version":1,"operation":{"kind":"start"'],
    ["it is of a later release", JSON.stringify({ version: 2, operation: start })],
    ["it lacks something", JSON.stringify({ version: 1, operation: { ...start, id: undefined } })],
    ["it has more", JSON.stringify({ version: 1, operation: { ...start, claim: 3 } })],
    ["it is about another guest", JSON.stringify({ version: 1, operation: { ...start, guest: "web1" } })],
    [
      "it is longer than any operation",
      `${JSON.stringify({ version: 1, operation: start })}${" ".repeat(20_000)}`,
    ],
  ])("says that it cannot read a file when %s, and opens and closes nothing over it", (_, content) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, content);
    const store = operationStore(folder);
    const stored = store.read("nfs1");
    expect(stored.kind).toBe("unreadable");
    const reason = stored.kind === "unreadable" ? stored.reason : "";
    expect(reason).toContain(`${file}, where an open operation stands, `);
    expect(reason).toContain("remove that file only if nobody is at work on it");
    expect(store.open(stop)).toEqual({ kind: "failed", reason });
    expect(() => store.close("nfs1", start.id)).toThrow(`${reason}.`);
    expect(readFileSync(file, "utf8")).toBe(content);
  });

  it("takes nothing but a regular file for an operation", () => {
    mkdirSync(file, { recursive: true });
    const store = operationStore(folder);
    expect(store.read("nfs1").kind).toBe("unreadable");
    rmSync(file, { recursive: true });
    symlinkSync("/nowhere", file);
    expect(store.read("nfs1").kind).toBe("unreadable");
    expect(store.open(start).kind).toBe("failed");
  });

  it("refuses names that lead out of its folder", () => {
    const store = operationStore(folder);
    expect(store.open({ ...start, guest: "../nfs1" }).kind).toBe("failed");
    expect(store.read("../nfs1").kind).toBe("unreadable");
  });

  it("lists every guest with its operation, and what it cannot read, but nothing that is only beside", () => {
    const store = operationStore(folder);
    expect(store.readAll()).toEqual({ kind: "listed", stored: new Map() });
    store.open(start);
    store.open({ ...stop, guest: "web1" });
    writeFileSync(join(folder, "db1.json"), "{");
    writeFileSync(join(folder, ".db2.x1.new"), "{");
    const all = store.readAll();
    expect(all.kind).toBe("listed");
    const kinds = all.kind === "listed" ? [...all.stored].map(([guest, { kind }]) => `${guest} ${kind}`) : [];
    expect(kinds).toEqual(["db1 unreadable", "nfs1 open", "web1 open"]);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
    expect(store.readAll()).toEqual({ kind: "unreadable", reason: `${folder} cannot be read (ENOTDIR)` });
  });
});

describe("operationStore, cut off", () => {
  /** A disk on which nothing happens any more after so many deeds. */
  function dyingDisk(deeds: number): { readonly disk: StoreDisk; readonly done: string[] } {
    const done: string[] = [];
    const deed =
      (name: string, act: (...args: never[]) => void) =>
      (...args: readonly string[]) => {
        if (done.length >= deeds) throw Object.assign(new Error("gone"), { code: "EIO" });
        act(...(args as never[]));
        done.push(name);
      };
    return {
      done,
      disk: {
        prepare: deed("prepare", (path: string) => mkdirSync(path, { recursive: true })),
        writeNew: deed("write", (path: string, content: string) =>
          writeFileSync(path, content, { flag: "wx" }),
        ),
        link: deed("link", linkSync),
        replace: deed("replace", renameSync),
        sync: deed("sync", () => undefined),
        remove: deed("remove", (path: string) => rmSync(path)),
      },
    };
  }

  it("has written all before the name is there, and the name before it says so", () => {
    const { disk, done } = dyingDisk(99);
    const store = operationStore(folder, disk);
    store.open(start);
    store.close("nfs1", start.id);
    expect(done).toEqual(["prepare", "write", "link", "sync", "remove", "remove", "sync"]);
  });

  it.each([0, 1, 2, 3, 4])("leaves none or all of an operation after %i deeds of its opening", (deeds) => {
    const { disk } = dyingDisk(deeds);
    const opened = operationStore(folder, disk).open(start);
    expect(opened.kind).toBe("failed");
    expect(JSON.stringify(opened)).toContain(file);
    const left = operationStore(folder).read("nfs1");
    expect(left).toEqual(deeds < 3 ? { kind: "none" } : { kind: "open", operation: start });
    // What is left beside it keeps nobody from the next.
    if (left.kind === "none") expect(operationStore(folder).open(stop)).toEqual({ kind: "opened" });
  });

  it.each([0, 1, 2])(
    "has an operation under its old or its new id after %i deeds of its renaming",
    (deeds) => {
      operationStore(folder).open(start);
      const { disk, done } = dyingDisk(deeds);
      expect(() => operationStore(folder, disk).rename("nfs1", start.id, "a2")).toThrow("gone");
      expect(done).toEqual(["write", "replace"].slice(0, deeds));
      const id = deeds < 2 ? start.id : "a2";
      expect(operationStore(folder).read("nfs1")).toEqual({ kind: "open", operation: { ...start, id } });
    },
  );

  it("takes back what it could not make lasting", () => {
    const { disk } = dyingDisk(99);
    const sync = () => {
      throw Object.assign(new Error("no"), { code: "EIO" });
    };
    const reason = `the operation could not be written to ${file} (EIO)`;
    expect(operationStore(folder, { ...disk, sync }).open(start)).toEqual({ kind: "failed", reason });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("throws where a closing could not be made lasting", () => {
    operationStore(folder).open(start);
    const { disk } = dyingDisk(1);
    expect(() => operationStore(folder, disk).close("nfs1", start.id)).toThrow("gone");
  });

  it("leaves a whole operation or none when its process is killed at any moment", {
    timeout: 60_000,
  }, async () => {
    const script = `
      import { operationStore } from ${JSON.stringify(module)};
      const store = operationStore(${JSON.stringify(folder)});
      console.log("ready");
      for (let n = 0; ; n += 1) {
        const operation = { ...${JSON.stringify(start)}, id: "n" + n };
        store.open(operation);
        store.close("nfs1", operation.id);
      }`;
    for (let round = 0; round < 6; round += 1) {
      const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script]);
      await once(child.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 13));
      child.kill("SIGKILL");
      await once(child, "exit");
      const store = operationStore(folder);
      const left = store.read("nfs1");
      expect(["none", "open"]).toContain(left.kind);
      if (left.kind === "open") store.close("nfs1", left.operation.id);
    }
  });
});
