import { describe, expect, it } from "vitest";
import { parseNotification } from "../../../../lib/ocf/notification.ts";
import { recorded, recordings } from "./recordings.ts";

describe("parseNotification", () => {
  it("reads what Pacemaker tells before a node starts (recorded)", () => {
    expect(parseNotification(recorded("clone/n2_demo_notify-pre-start"))).toEqual({
      type: "pre",
      operation: "start",
      startNodes: ["n3"],
      stopNodes: [],
      activeNodes: ["n1", "n2"],
    });
  });

  it("reads what Pacemaker tells after a node stopped (recorded)", () => {
    expect(parseNotification(recorded("clone/n1_demo_notify-post-stop"))).toEqual({
      type: "post",
      operation: "stop",
      startNodes: [],
      stopNodes: ["n3"],
      activeNodes: ["n1", "n2", "n3"],
    });
  });

  it("takes one blank, which is Pacemaker's empty list, as no node (recorded)", () => {
    const variables = recorded("clone/n2_demo_start");
    expect(variables["OCF_RESKEY_CRM_meta_notify_active_uname"]).toBe(" ");
    expect(parseNotification(variables)).toMatchObject({ activeNodes: [], startNodes: ["n1", "n2", "n3"] });
  });

  it("finds no empty name in any recorded call", () => {
    for (const { variables } of recordings) {
      const { startNodes, stopNodes, activeNodes } = parseNotification(variables);
      for (const node of [...startNodes, ...stopNodes, ...activeNodes]) expect(node).toMatch(/^n\d$/);
    }
  });

  it("does with nothing, as Heartbeat 2 leaves empty lists unset", () => {
    const nobody = { type: "", operation: "", startNodes: [], stopNodes: [], activeNodes: [] };
    expect(parseNotification({})).toEqual(nobody);
  });
});
