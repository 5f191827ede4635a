import { type Renderer, wholeFile } from "../host-file.ts";
import { platformOf } from "../settings.ts";

/** multipath.conf: every LUN under one name on every host. */
export const multipath: Renderer = ({ description }) => {
  if (description.multipath === undefined) return undefined;
  const { form = platformOf(description) === "sles" ? "hsv200" : "plain", maps } = description.multipath;
  return wholeFile("/etc/multipath.conf", [
    ...section("defaults", form === "hsv200" ? slesDefaults : plainDefaults),
    ...(maps.length === 0 ? [] : ["", "multipaths {"]),
    ...maps.flatMap(({ wwid, alias }) =>
      indent(section("multipath", [["wwid", wwid], ["alias", alias], ...(form === "hsv200" ? slesMap : [])])),
    ),
    ...(maps.length === 0 ? [] : ["}"]),
    ...(form === "hsv200" ? ["", "devices {", ...indent(section("device", hsv200)), "}"] : []),
  ]);
};

type Setting = readonly [key: string, value: string];

/** Today's multipath-tools have most controllers, the HSV200 too, in a table of their own. */
const plainDefaults: readonly Setting[] = [
  ["user_friendly_names", "no"],
  ["find_multipaths", "yes"],
];

/** The words of multipath-tools 0.4.7, which SLES 10 has. */
const slesDefaults: readonly Setting[] = [
  ["multipath_tool", '"/sbin/multipath -v0"'],
  ["udev_dir", "/dev"],
  ["polling_interval", "5"],
  ["default_selector", '"round-robin 0"'],
  ["default_path_grouping_policy", "multibus"],
  ["default_getuid_callout", '"/sbin/scsi_id -g -u -s /block/%n"'],
  ["default_prio_callout", "/bin/true"],
  ["default_features", '"0"'],
  ["rr_min_io", "100"],
  ["failback", "immediate"],
];

const slesMap: readonly Setting[] = [
  ["path_grouping_policy", "multibus"],
  ["path_checker", "readsector0"],
  ["path_selector", '"round-robin 0"'],
];

/** From HP's guide, for the kernel's own driver. */
const hsv200: readonly Setting[] = [
  ["vendor", '"HP"'],
  ["product", '"HSV200"'],
  ["path_grouping_policy", "group_by_prio"],
  ["getuid_callout", '"/sbin/scsi_id -g -u -s /block/%n"'],
  ["path_checker", "tur"],
  ["path_selector", '"round-robin 0"'],
  ["prio_callout", '"/sbin/mpath_prio_alua %n"'],
  ["failback", "immediate"],
  ["rr_weight", "uniform"],
  ["rr_min_io", "100"],
  ["no_path_retry", "60"],
];

function section(name: string, settings: readonly Setting[]): readonly string[] {
  return [`${name} {`, ...indent(settings.map(([key, value]) => `${key} ${value}`)), "}"];
}

function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `\t${line}`);
}
