/**
 * Resource options of Heartbeat 2 and what Pacemaker calls them. Heartbeat 2 looks for them among XML attributes,
 * meta attributes and instance attributes, in this order (get_meta_attributes of its policy engine).
 */
const anyResource: readonly (readonly [string, string])[] = [
  ["is_managed", "is-managed"],
  ["target_role", "target-role"],
  ["multiple_active", "multiple-active"],
  ["resource_stickiness", "resource-stickiness"],
  ["restart_type", "restart-type"],
  ["priority", "priority"],
  ["allow_migrate", "allow-migrate"],
];

const anyClone: readonly (readonly [string, string])[] = [
  ["notify", "notify"],
  ["globally_unique", "globally-unique"],
  ["ordered", "ordered"],
  ["interleave", "interleave"],
  ["clone_max", "clone-max"],
  ["clone_node_max", "clone-node-max"],
];

const promotable: readonly (readonly [string, string])[] = [
  ["master_max", "promoted-max"],
  ["master_node_max", "promoted-node-max"],
];

const anyGroup: readonly (readonly [string, string])[] = [
  ["ordered", "ordered"],
  ["collocated", "collocated"],
];

const byKind: { readonly [kind: string]: ReadonlyMap<string, string> } = {
  primitive: new Map(anyResource),
  group: new Map([...anyResource, ...anyGroup]),
  clone: new Map([...anyResource, ...anyClone]),
  master_slave: new Map([...anyResource, ...anyClone, ...promotable]),
};

/** Pacemaker's name of an option of that kind of resource, whichever way it was spelt; undefined for no option. */
export function optionName(kind: string, name: string): string | undefined {
  return byKind[kind]?.get(name.replaceAll("-", "_"));
}

/** Options that may stand as XML attributes, by the crm.dtd of 2.0.8. */
export function optionAttributes(kind: string): readonly string[] {
  return attributesByKind[kind] ?? [];
}

const common = ["is_managed", "restart_type", "multiple_active", "resource_stickiness"];
const clone = [...common, "notify", "globally_unique", "ordered", "interleave"];

const attributesByKind: { readonly [kind: string]: readonly string[] } = {
  primitive: common,
  group: [...common, "ordered", "collocated"],
  clone,
  master_slave: clone,
};

/** What Heartbeat 2 knew and Pacemaker has no word for. */
export const goneOptions: ReadonlyMap<string, string> = new Map([
  [
    "resource_failure_stickiness",
    "set migration-threshold: Pacemaker counts failures and does not weigh them",
  ],
]);
