import { describe, expect, it } from "vitest";
import { mendPictures } from "../../../../../lib/cluster/refresh/mend-pictures.ts";
import { untilShown } from "../../../../../lib/cluster/refresh/until-shown.ts";
import type { RunCommand } from "../../../../../lib/system/command.ts";
import { movedClock } from "../../guard/moved-clock.ts";
import { exited } from "../../storage/scripted-run.ts";

const guest = (name: string) => ({ name, config: `/etc/xen/${name}.cfg` });
const primitive = (name: string) =>
  `<primitive id="${name}" class="ocf" provider="xensan" type="XenVM"><instance_attributes id="${name}-i">` +
  `<nvpair id="${name}-n" name="name" value="${name}"/></instance_attributes></primitive>`;
const cib = `<resources>${["nfs1", "web1", "web2"].map(primitive).join("")}</resources>`;

type Places = Readonly<Record<string, string>>;

const crmMon = (places: Places) => {
  const resources = Object.entries(places).map(([id, on]) => {
    const how = `role="${on === "" ? "Stopped" : "Started"}" active="${on !== ""}" failed="false"`;
    const node = on === "" ? "" : `<node name="${on}" id="1" cached="true"/>`;
    return `<resource id="${id}" resource_agent="ocf:xensan:XenVM" ${how}>${node}</resource>`;
  });
  return `<pacemaker-result request="crm_mon"><resources>${resources.join("")}</resources><status code="0" message="OK"/></pacemaker-result>`;
};

/** A cluster manager that shows this, as it is at each look; an order to look changes nothing but by the test's own hand. */
function cluster(look: () => Places, ordered: (id: string) => void = () => undefined) {
  const orders: string[] = [];
  const run: RunCommand = async (file, args) => {
    if (file === "cibadmin") return exited(0, cib);
    if (file === "crm_mon") return exited(0, crmMon(look()));
    orders.push([file, ...args].join(" "));
    ordered(args.at(-1) ?? "");
    return exited(0, "");
  };
  return { run, orders };
}

const hosts = ["host1", "host2", "host3"];

describe("untilShown", () => {
  const arrived = (run: RunCommand, names: readonly string[] = ["nfs1"], gone: readonly string[] = []) => {
    const clock = movedClock();
    const ended = untilShown({
      ...{ run, clock, dialect: "pacemaker", guests: names.map(guest), here: "host2", hosts },
      isHere: async ({ name }) => !gone.includes(name),
    });
    return { ended, clock };
  };

  it("does nothing where the source has had the cluster look: it is shown here", async () => {
    const { run, orders } = cluster(() => ({ nfs1: "host2" }));
    const { ended, clock } = arrived(run);
    expect(await ended).toEqual([]);
    expect({ orders, slept: clock.slept }).toEqual({ orders: [], slept: [5_000] });
  });

  it.each(["host1", ""])(
    "has the cluster look where it is shown as ever (%j), and sees that it did",
    async (old) => {
      let place = old;
      const { run, orders } = cluster(
        () => ({ nfs1: place }),
        () => {
          place = "host2";
        },
      );
      const { ended, clock } = arrived(run);
      expect(await ended).toEqual([]);
      expect({ orders, slept: clock.slept }).toEqual({
        orders: ["crm_resource --refresh -r nfs1"],
        slept: [5_000, 10_000],
      });
    },
  );

  it("does not ask where the guest is gone again: whoever took it away does that", async () => {
    const { run, orders } = cluster(() => ({ nfs1: "host3" }));
    expect(await arrived(run, ["nfs1"], ["nfs1"]).ended).toEqual([]);
    expect(orders).toEqual([]);
  });

  it("tries four times, the last after 75 s, and then says why it is not shown", async () => {
    const { run, orders } = cluster(() => ({ nfs1: "host1" }));
    const { ended, clock } = arrived(run);
    expect(await ended).toEqual([
      { guest: "nfs1", problem: "it was told to look, and did not show it on host2" },
    ]);
    expect(orders).toHaveLength(4);
    expect(clock.slept).toEqual([5_000, 10_000, 20_000, 40_000]);
    const absent = arrived(async (file) => ({ kind: "not-found", file }));
    expect(await absent.ended).toEqual([{ guest: "nfs1", problem: "cibadmin is not installed" }]);
  });

  it("gives a cluster that has forgotten where it was half a minute to look before it is told again", async () => {
    let place = "host1";
    const { run, orders } = cluster(
      () => ({ nfs1: place }),
      () => {
        place = "";
      },
    );
    const { ended, clock } = arrived(run);
    expect(await ended).toHaveLength(1);
    // After 5, 35 and 75 s.
    expect(orders).toHaveLength(3);
    expect(clock.slept).toEqual([5_000, 10_000, 20_000, 40_000]);
  });

  it("tells it again where it did not take the order", async () => {
    const { run, orders } = cluster(() => ({ nfs1: "" }));
    const refusing: RunCommand = async (file, args, options) => {
      const result = await run(file, args, options);
      return file === "crm_resource" && orders.length === 1 ? exited(102, "", "no connection\n") : result;
    };
    await arrived(refusing).ended;
    // After 5, 15 and 75 s.
    expect(orders).toHaveLength(3);
  });

  it("sees to several at once, and looks again only at those that are not shown yet", async () => {
    const places: Record<string, string> = { nfs1: "host1", web1: "host1", web2: "host2" };
    const { run, orders } = cluster(
      () => places,
      (id) => {
        // It shows web1 only after it was told twice.
        if (id === "nfs1" || orders.filter((order) => order.endsWith(id)).length === 2) places[id] = "host2";
      },
    );
    const { ended, clock } = arrived(run, ["nfs1", "web1", "web2"], ["web2"]);
    expect(await ended).toEqual([]);
    const told = (id: string) => `crm_resource --refresh -r ${id}`;
    expect(orders).toEqual([told("nfs1"), told("web1"), told("web1")]);
    expect(clock.slept).toEqual([5_000, 10_000, 20_000]);
  });
});

describe("mendPictures", () => {
  const placed = [
    { guest: guest("nfs1"), on: ["host2"] },
    { guest: guest("web1"), on: [] },
    { guest: guest("web2"), on: undefined },
    { guest: guest("db1"), on: ["host3"] },
  ];

  it("leaves alone what is shown rightly or watched by nobody; what nobody knows is looked at", async () => {
    const { run, orders } = cluster(() => ({ nfs1: "host2", web1: "host1", web2: "host1" }));
    expect(await mendPictures(run, "pacemaker", placed, hosts)).toEqual([
      { guest: "web1", problems: [], told: true },
    ]);
    expect(orders).toEqual(["crm_resource --refresh -r web1", "crm_resource --refresh -r web2"]);
  });

  it("has all of them looked at where crm_mon says nothing", async () => {
    const { run, orders } = cluster(() => ({}));
    const mute: RunCommand = async (file, args, options) =>
      file === "crm_mon" ? exited(102, "") : run(file, args, options);
    expect(await mendPictures(mute, "pacemaker", placed, hosts)).toEqual([]);
    expect(orders).toHaveLength(3);
  });

  it("names with each guest why the cluster does not look", async () => {
    const { run } = cluster(() => ({ nfs1: "host1", web1: "" }));
    const refusing: RunCommand = async (file, args, options) =>
      file === "crm_resource" ? exited(102, "", "no connection\n") : run(file, args, options);
    expect(await mendPictures(refusing, "pacemaker", placed.slice(0, 2), hosts)).toEqual([
      {
        guest: "nfs1",
        problems: ["crm_resource --refresh -r nfs1 exited with 102: no connection"],
        told: false,
      },
    ]);
  });

  it("has Heartbeat 2 clean up only where the guest is shown, and where it is", async () => {
    const orders: string[] = [];
    const run: RunCommand = async (file, args) => {
      if (file === "cibadmin") return exited(0, cib);
      if (file === "crm_mon") {
        return exited(0, "Current DC: host1 (1)\n\nnfs1\t(xensan::ocf:XenVM):\tStarted host1\n");
      }
      orders.push(args.join(" "));
      return exited(0, "");
    };
    await mendPictures(run, "heartbeat2", placed.slice(0, 1), hosts);
    expect(orders).toEqual(["-C -r nfs1 -H host1", "-C -r nfs1 -H host2"]);
  });
});
