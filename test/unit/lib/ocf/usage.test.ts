import { expect, it } from "vitest";
import { declareAgent } from "../../../../lib/ocf/agent.ts";
import { choice, flag } from "../../../../lib/ocf/parameter.ts";
import { usage } from "../../../../lib/ocf/usage.ts";

const longdesc = "Long.";

it("usage names actions, and parameters with what they accept", () => {
  const agent = declareAgent({
    name: "Example",
    version: "1.0",
    shortdesc: "Shows what usage prints",
    longdesc,
    parameters: {
      backend: choice({
        name: "backend",
        choices: ["auto", "evms", "lvm"],
        default: "auto",
        shortdesc: "Volume manager",
        longdesc,
      }),
      onStop: flag({ name: "on_stop", default: false, shortdesc: "Act at stop", longdesc }),
    },
    actions: { start: { timeoutSeconds: 20 }, "validate-all": { timeoutSeconds: 20 } },
  });
  expect(usage(agent)).toBe(`usage: Example {start|validate-all|meta-data|usage}

Shows what usage prints. The cluster manager calls it; parameters come from the environment:
  OCF_RESKEY_backend=auto
      Volume manager. Accepts auto, evms or lvm.
  OCF_RESKEY_on_stop=false
      Act at stop. Accepts true or false.
`);
});
