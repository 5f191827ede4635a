import { describe, expect, it } from "vitest";
import { actionsOn } from "../../../../agents/EvmsSCC/actions.ts";
import { evmsScc } from "../../../../agents/EvmsSCC/agent.ts";
import { recorded } from "../../lib/ocf/recordings.ts";
import { scene, usable } from "./scene.ts";

describe("actionsOn", () => {
  it("has a handler for each declared action and no other", () => {
    expect(Object.keys(actionsOn(scene({}).host)).sort()).toEqual(Object.keys(evmsScc.actions).sort());
  });

  it("answers status as monitor", async () => {
    const given = { startedWith: ["/dev/sdb"], devices: { "/dev/sdb": usable } };
    const { call, host } = scene(given);
    const { status, monitor } = actionsOn(host);
    expect([await status(call), await monitor(call)]).toEqual([0, 0]);
  });

  it("takes note of a notification and does nothing (recorded)", async () => {
    const variables = Object.fromEntries(
      Object.entries(recorded("clone/n2_demo_notify-pre-start")).map(([name, text]) => [name, text ?? ""]),
    );
    const { call, host, lines } = scene({ variables });
    expect(await actionsOn(host).notify(call)).toBe(0);
    expect(lines).toEqual(["debug: notified of pre start: start on [n3], stop on []"]);
  });
});
