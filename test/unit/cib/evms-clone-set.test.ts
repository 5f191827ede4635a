import { describe, expect, test } from "vitest";
import { evmsScc } from "../../../agents/EvmsSCC/agent.ts";
import { type EvmsCloneSetSpec, evmsCloneSet } from "../../../cib/evms-clone-set.ts";
import { refusal } from "./refusal.ts";

describe("the EVMS clone set", () => {
  test("takes its time-outs from the agent's declaration", () => {
    const { operations } = evmsCloneSet().primitive;
    const { start, stop, monitor } = evmsScc.actions;
    expect(operations).toEqual([
      { name: "start", timeoutMs: start.timeoutSeconds * 1000 },
      { name: "stop", timeoutMs: stop.timeoutSeconds * 1000 },
      { name: "monitor", intervalMs: 30_000, timeoutMs: monitor.timeoutSeconds * 1000 },
    ]);
  });

  test("is called as in the article, and its resource after it where it has another name", () => {
    expect([evmsCloneSet().id, evmsCloneSet().primitive.id]).toEqual(["evmscloneset", "evmsclone"]);
    expect(evmsCloneSet({ id: "evmscloneset" }).primitive.id).toBe("evmsclone");
    expect(evmsCloneSet({ id: "san2" }).primitive.id).toBe("san2-evms");
  });

  test("gives the agent only the parameters that are set", () => {
    expect(evmsCloneSet().primitive.parameters).toEqual({});
    expect(
      evmsCloneSet({ volumes: ["san2", "/dev/evms/san3/vm2"], backend: "evms", deactivateOnStop: false })
        .primitive.parameters,
    ).toEqual({
      backend: "evms",
      volumes: "san2 /dev/evms/san3/vm2",
      deactivate_on_stop: "false",
    });
  });

  test("leaves the repeated monitor out when asked to", () => {
    expect(evmsCloneSet({ monitorMs: 0 }).primitive.operations.map(({ name }) => name)).toEqual([
      "start",
      "stop",
    ]);
  });

  test("tries a failed node again after 10 minutes, unless told never", () => {
    expect(evmsCloneSet().options.failureTimeoutMs).toBe(600_000);
    expect(evmsCloneSet({ retryAfterMs: 60_000 }).options.failureTimeoutMs).toBe(60_000);
    expect(evmsCloneSet({ retryAfterMs: "never" }).options.failureTimeoutMs).toBeUndefined();
  });

  test("gives the stock agent neither operations nor parameters", () => {
    const { primitive, options } = evmsCloneSet({ provider: "heartbeat", monitorMs: 0 });
    expect([primitive.operations, primitive.parameters, options.interleave]).toEqual([[], {}, undefined]);
  });

  test("treats any other provider as having our agent", () => {
    expect(evmsCloneSet({ provider: "site" }).primitive.operations).toHaveLength(3);
  });

  const inside = 'clone "evmscloneset" > primitive "evmsclone"';
  test.each<[string, EvmsCloneSetSpec, string]>([
    [
      "an unknown backend",
      { backend: "zfs" },
      `${inside} > parameter "backend": "zfs" is not accepted; it takes auto, evms or lvm`,
    ],
    [
      "a volume outside /dev",
      { volumes: ["../x"] },
      `${inside} > parameter "volumes": "../x" is not accepted; it takes ${evmsScc.parameters.volumes.accepts}`,
    ],
    [
      "a monitor every millisecond",
      { monitorMs: 1 },
      `${inside}: monitorMs is 1; it takes whole milliseconds from 1000 to 2147483647`,
    ],
    [
      "a monitor for the stock agent",
      { provider: "heartbeat", monitorMs: 30_000 },
      `${inside}: the heartbeat provider's monitor always says "not running", so a repeated monitor would restart the agent for ever; leave the monitor out or take provider xensan`,
    ],
    [
      "volumes for the stock agent",
      { provider: "heartbeat", volumes: [] },
      `${inside}: the heartbeat provider's agent has no parameter "volumes"; leave it out or take provider xensan`,
    ],
    [
      "an id with a slash",
      { id: "a/b" },
      'clone "a/b": the id "a/b" is not allowed; take letters, digits and _ . -, with a letter or _ first',
    ],
    [
      "an unknown option",
      { volume: "san2" } as EvmsCloneSetSpec,
      'clone "evmscloneset": unknown option "volume"; there are id, provider, volumes, backend, deactivateOnStop, monitorMs, retryAfterMs',
    ],
  ])("refuses %s", (_, spec, message) => {
    expect(refusal(() => evmsCloneSet(spec))).toBe(message);
  });
});
