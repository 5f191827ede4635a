import { expect, it } from "vitest";
import { creationOutcome } from "../../../../lib/xen/creation-end.ts";

const ended = (exitCode: number, stderr: string) =>
  creationOutcome({ kind: "exited", exitCode, stdout: "", stderr });

// Printed by xl 4.17.6 in a dom0.
const tooSmall = `Parsing config from /etc/xen/nfs1.cfg
xc: error: panic: xg_dom_core.c:536: xc_dom_chk_alloc_pages: segment module0 too large (0x214 > 0x4000 - 0x3e01 pages): Out of memory
libxl: error: libxl_dom.c:594:libxl__build_dom: xc_dom_build_image failed: No such file or directory
libxl: error: libxl_create.c:1640:domcreate_rebuild_done: Domain 2:cannot (re-)build domain: -3
libxl: error: libxl_domain.c:1183:libxl__destroy_domid: Domain 2:Non-existant domain
libxl: error: libxl_domain.c:1137:domain_destroy_callback: Domain 2:Unable to destroy guest
libxl: error: libxl_domain.c:1064:domain_destroy_cb: Domain 2:Destruction of domain failed
`;

it("a creation that failed is told by its cause, not by what was cleared away", () => {
  expect(ended(3, tooSmall)).toEqual({
    kind: "failed",
    reason:
      "xl create exited with 3: segment module0 too large (0x214 > 0x4000 - 0x3e01 pages): Out of memory",
  });
});

it("what a script said comes before all else", () => {
  const stderr = `libxl: error: libxl_exec.c:117:libxl_report_child_exitstatus: /etc/xen/scripts/block-xensan add [9] exited with error status 1
libxl: error: libxl_device.c:1265:device_hotplug_child_death_cb: script: xensan: not opened: host1 has its lease.
libxl: error: libxl_domain.c:1064:domain_destroy_cb: Domain 2:Destruction of domain failed
`;
  expect(ended(3, stderr)).toEqual({
    kind: "failed",
    reason: "xl create exited with 3: xensan: not opened: host1 has its lease.",
  });
});

it("without an error of libxl, its last line is all there is", () => {
  expect(ended(6, "Config file not specified\n")).toMatchObject({
    reason: "xl create exited with 6: Config file not specified",
  });
  expect(creationOutcome({ kind: "not-found", file: "xl" })).toMatchObject({ kind: "failed" });
  expect(ended(0, "")).toEqual({ kind: "done" });
});
