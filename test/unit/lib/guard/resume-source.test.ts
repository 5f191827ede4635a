import { describe, expect, it } from "vitest";
import { resumeSource } from "../../../../lib/guard/resume-source.ts";
import type { Domain, DomainState } from "../../../../lib/xen/domain.ts";
import type { Outcome, Toolstack } from "../../../../lib/xen/toolstack.ts";

/** A toolstack that only knows domain 5, and writes down what is done to it. */
function withDomain(name: string, resumed: { readonly outcome: Outcome; readonly state: DomainState }) {
  const calls: string[] = [];
  let state: DomainState = "suspended";
  const said = (call: string, outcome: Outcome = { kind: "done" }) => {
    calls.push(call);
    return Promise.resolve(outcome);
  };
  const domain = (): Domain => ({ domid: 5, name, state, memoryMiB: 32, vcpus: 1 });
  const toolstack: Pick<Toolstack, "list" | "rename" | "resume" | "unpause"> = {
    list: () => Promise.resolve({ kind: "listed", domains: [domain()] }),
    rename: (domid, to) => said(`rename ${domid} ${to}`),
    resume: (domid) => {
      state = resumed.state;
      return said(`resume ${domid}`, resumed.outcome);
    },
    unpause: (domid) => said(`unpause ${domid}`),
  };
  const clock = { nowMs: () => 0, sleep: () => Promise.resolve() };
  const run = () => resumeSource(toolstack as Toolstack, clock, { guest: "nfs1", domid: 5 }, 1_000);
  return { run, calls };
}

const done: Outcome = { kind: "done" };
const failed: Outcome = { kind: "failed", reason: "domain 5 is paused after it was to be resumed" };

describe("a suspended source", () => {
  it("is not resumed unseen: it might go on under the wrong name", async () => {
    const calls: string[] = [];
    const toolstack = {
      list: () => Promise.resolve({ kind: "unknown", reason: "xl list -v did not answer in 10 s" }),
      rename: () => Promise.resolve(calls.push("rename")),
      resume: () => Promise.resolve(calls.push("resume")),
    } as unknown as Toolstack;
    const clock = { nowMs: () => 0, sleep: () => Promise.resolve() };
    expect(await resumeSource(toolstack, clock, { guest: "nfs1", domid: 5 }, 1_000)).toEqual({
      kind: "failed",
      reason: "xl list -v did not answer in 10 s",
    });
    const gone = { ...toolstack, list: () => Promise.resolve({ kind: "listed" as const, domains: [] }) };
    expect(await resumeSource(gone, clock, { guest: "nfs1", domid: 5 }, 1_000)).toEqual({
      kind: "failed",
      reason: "domain 5 is not here",
    });
    expect(calls).toEqual([]);
  });

  it("goes on under its own name", async () => {
    const { run, calls } = withDomain("nfs1", { outcome: done, state: "running" });
    expect(await run()).toEqual(done);
    expect(calls).toEqual(["resume 5"]);
  });

  it("gets its own name back first, and is let go where it was paused too", async () => {
    const { run, calls } = withDomain("nfs1--migratedaway", { outcome: failed, state: "paused" });
    expect(await run()).toEqual(done);
    expect(calls).toEqual(["rename 5 nfs1", "resume 5", "unpause 5"]);
  });

  it("that stays suspended is said to", async () => {
    const { run, calls } = withDomain("nfs1", { outcome: failed, state: "suspended" });
    expect(await run()).toEqual(failed);
    expect(calls).toEqual(["resume 5"]);
  });
});
