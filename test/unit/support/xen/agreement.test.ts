import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { disagreements } from "../../../support/xl-agreement.ts";
import { stage } from "./scene.ts";

it("the stand-in for xl does and says what real Xen does and says in the lab", async (test) => {
  const { scene, host } = stage(test);
  const config = scene.config("probe1", 32);
  const tooLarge = join(scene.folder, "large.cfg");
  writeFileSync(tooLarge, 'name = "probe1"\nmemory = 100000\n');
  expect(await disagreements({ xl: host.run, config, tooLarge, nowhere: "nowhere.invalid" })).toEqual([]);
});
