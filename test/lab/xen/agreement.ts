import { disagreements, stepCount } from "../../support/xl-agreement.ts";
import { expect, type Point } from "./point.ts";

/** The list that the stand-in for xl passes too, on the real one. */
export const agreementPoints: readonly Point[] = [
  {
    title: `real xl does and says what the stand-in for it does and says, in ${stepCount} steps`,
    prove: async ({ host1 }) => {
      const [config, tooLarge] = ["/root/probe1.cfg", "/root/large.cfg"];
      const write =
        'sed -e "s/nfs1/probe1/; /^disk/d; /^vif/d" /etc/xen/nfs1.cfg >"$1"; sed "s/^memory.*/memory = 100000/" "$1" >"$2"';
      await host1.do("sh", ["-c", write, "sh", config, tooLarge]);
      const found = await disagreements({
        xl: (...args) => host1.run("xl", args, { timeoutMs: 300_000 }),
        ...{ config, tooLarge, nowhere: "nowhere.invalid" },
      });
      expect(found.length === 0, found.join("; "));
      return "";
    },
  },
];
