import fc from "fast-check";
import { element, type XmlElement, type XmlNode } from "../../../../cib/element.ts";
import { readXml } from "../../../../cib/read-xml.ts";
import { xmlText } from "../../../../cib/xml-text.ts";

/**
 * Whole CIBs of Heartbeat 2, valid by the DTD of 2.0.8, with the shapes that an upgrade has to think about: ids that are
 * taken or are no XML names, options in three places, rules, empty groups, constraints on what is not there. Every
 * free text is unique in its document, so that a test can follow it.
 */
export function heartbeat2Cib(): fc.Arbitrary<XmlElement> {
  return (
    fc
      .record({
        config: crmConfig(),
        nodes: list(node(), 2),
        resources: list(resource(), 4),
        constraints: list(constraint(), 4),
      })
      .map(({ config, nodes, resources, constraints }) =>
        withUniqueTexts(
          element(
            "cib",
            { admin_epoch: "0", epoch: "1", num_updates: "2", have_quorum: "true", generated: "true" },
            [
              element("configuration", {}, [
                config,
                // Without a node that runs resources Pacemaker knows no instance of a clone, nor its name.
                element("nodes", {}, [element("node", { id: "@", uname: "@", type: "normal" }), ...nodes]),
                element("resources", {}, resources),
                element("constraints", {}, constraints),
              ]),
              element("status"),
            ],
          ),
        ),
      )
      // Read from a text, every element has its line.
      .map((root) => readXml(xmlText(root)))
  );
}

type Some = fc.Arbitrary<string | undefined>;

const unique = "@";
const text = fc.constant(unique);
const ids = fc.constantFrom(unique, unique, "web", "1st:x y", "evmscloneset", "é");
const flags = fc.constantFrom("true", "false", "1", "0");
const scores = fc.constantFrom("0", "100", "-5", "INFINITY", "-INFINITY");
const times = fc.constantFrom("20s", "60000ms", "2m", "90");
const maybe = (value: fc.Arbitrary<string>): Some => fc.option(value, { nil: undefined });

function list<T>(item: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> {
  return fc.array(item, { maxLength: most });
}

function make(
  name: string,
  attributes: { readonly [name: string]: Some },
  ...children: readonly fc.Arbitrary<readonly XmlNode[]>[]
): fc.Arbitrary<XmlElement> {
  return fc
    .tuple(fc.record(attributes), fc.tuple(...children))
    .map(([given, inside]) => element(name, given, inside.flat()));
}

function nvpair(names: readonly string[]): fc.Arbitrary<XmlElement> {
  const named = names.map((name) =>
    make("nvpair", {
      id: ids,
      name: fc.constant(name),
      value: maybe(fc.constantFrom(...(knownValues[name] ?? ["1"]))),
    }),
  );
  return fc.oneof(make("nvpair", { id: ids, name: text, value: maybe(text) }), ...named);
}

/** Values that the policy engines accept, so that Pacemaker's judgement is about the upgrade. */
const knownValues: { readonly [name: string]: readonly string[] } = {
  no_quorum_policy: ["stop", "freeze", "ignore"],
  stonith_enabled: ["false"],
  default_resource_stickiness: ["0", "100", "INFINITY"],
  is_managed_default: ["true", "false"],
  "cluster-infrastructure": ["heartbeat"],
  "default-action-timeout": ["20s", "60"],
  transition_idle_timeout: ["60s"],
  default_resource_failure_stickiness: ["-100"],
  stop_orphan_actions: ["true", "0"],
  standby: ["on", "false"],
  target_role: ["Started", "Stopped", "#default"],
  is_managed: ["true", "false", "default"],
  priority: ["5"],
  clone_max: ["2"],
  clone_node_max: ["1"],
  resource_failure_stickiness: ["-100"],
};

function valueSet(tag: string, names: readonly string[]): fc.Arbitrary<XmlElement> {
  const values = make("attributes", {}, list(nvpair(names), 4)).map((each) => [each]);
  return make(tag, { id: ids, score: maybe(scores) }, list(rule(1), 2), values);
}

function crmConfig(): fc.Arbitrary<XmlElement> {
  const names = [
    ...[
      "no_quorum_policy",
      "stonith_enabled",
      "default_resource_stickiness",
      "is_managed_default",
      "cluster-infrastructure",
    ],
    ...[
      "default-action-timeout",
      "transition_idle_timeout",
      "default_resource_failure_stickiness",
      "stop_orphan_actions",
    ],
  ];
  return make("crm_config", {}, list(valueSet("cluster_property_set", names), 2));
}

function node(): fc.Arbitrary<XmlElement> {
  const type = fc.constantFrom("normal", "member", "ping");
  return make(
    "node",
    { id: text, uname: text, type, description: maybe(text) },
    list(valueSet("instance_attributes", ["standby"]), 1),
  );
}

const common = {
  is_managed: maybe(flags),
  restart_type: maybe(fc.constantFrom("ignore", "restart")),
  multiple_active: maybe(fc.constantFrom("stop_start", "stop_only", "block")),
  resource_stickiness: maybe(scores),
};
const cloneOnly = {
  notify: maybe(flags),
  globally_unique: maybe(flags),
  ordered: maybe(flags),
  interleave: maybe(flags),
};

function values(): fc.Arbitrary<XmlElement[]> {
  const names = [
    "target_role",
    "is_managed",
    "priority",
    "clone_max",
    "clone_node_max",
    "resource_failure_stickiness",
  ];
  const tag = fc.constantFrom("instance_attributes", "instance_attributes", "meta_attributes");
  return list(
    tag.chain((each) => valueSet(each, names)),
    2,
  );
}

function resource(): fc.Arbitrary<XmlElement> {
  return fc.oneof(primitive(), group(), clone("clone"), clone("master_slave"));
}

function primitive(): fc.Arbitrary<XmlElement> {
  const standard = fc.constantFrom("ocf", "ocf", "lsb", "heartbeat");
  const operations = make("operations", {}, list(op(), 3));
  return make(
    "primitive",
    { id: ids, class: standard, type: text, provider: maybe(text), description: maybe(text), ...common },
    values(),
    list(operations, 2),
  );
}

function op(): fc.Arbitrary<XmlElement> {
  return make(
    "op",
    {
      id: ids,
      name: fc.constantFrom("start", "stop", "monitor"),
      description: maybe(text),
      interval: maybe(fc.constantFrom("0", "10", "10s", "30s")),
      timeout: maybe(times),
      start_delay: maybe(times),
      disabled: maybe(flags),
      role: maybe(fc.constantFrom("Master", "Slave", "Started", "Stopped")),
      prereq: maybe(fc.constantFrom("nothing", "quorum", "fencing")),
      on_fail: maybe(fc.constantFrom("ignore", "block", "stop", "restart", "fence")),
    },
    list(valueSet("instance_attributes", []), 1),
  );
}

function group(): fc.Arbitrary<XmlElement> {
  return make(
    "group",
    { id: ids, ...common, ordered: maybe(flags), collocated: maybe(flags) },
    values(),
    list(primitive(), 2),
  );
}

function clone(tag: string): fc.Arbitrary<XmlElement> {
  const inside = list(fc.oneof({ weight: 3, arbitrary: primitive() }, { weight: 1, arbitrary: group() }), 2);
  return make(tag, { id: ids, description: maybe(text), ...common, ...cloneOnly }, values(), inside);
}

function constraint(): fc.Arbitrary<XmlElement> {
  const rsc = fc.constantFrom("web", "1st:x y", "evmscloneset", "nowhere");
  const action = maybe(fc.constantFrom("start", "stop", "promote", "demote", "notify"));
  const lifetime = list(make("lifetime", { id: ids }, fc.array(rule(1), { minLength: 1, maxLength: 2 })), 1);
  const [score, symmetrical] = [maybe(scores), maybe(flags)];
  const type = maybe(fc.constantFrom("before", "after"));
  return fc.oneof(
    make(
      "rsc_order",
      { id: ids, from: rsc, to: rsc, action, to_action: action, type, score, symmetrical },
      lifetime,
    ),
    make(
      "rsc_colocation",
      {
        id: ids,
        from: rsc,
        from_role: maybe(fc.constantFrom("master", "Slave", "x")),
        to: rsc,
        node_attribute: maybe(text),
        score: scores,
      },
      lifetime,
    ),
    make("rsc_location", { id: ids, rsc, description: maybe(text) }, lifetime, list(rule(2), 2)),
  );
}

function rule(depth: number): fc.Arbitrary<XmlElement> {
  const role = maybe(fc.constantFrom("Master", "Started"));
  const attributes = {
    id: ids,
    role,
    score: maybe(scores),
    score_attribute: maybe(text),
    boolean_op: maybe(fc.constantFrom("or", "and")),
  };
  const inside: fc.Arbitrary<XmlElement>[] = [expression(), dateExpression()];
  return make("rule", attributes, list(fc.oneof(...inside, ...(depth > 0 ? [rule(depth - 1)] : [])), 2));
}

function expression(): fc.Arbitrary<XmlElement> {
  const operation = fc.constantFrom("lt", "gt", "lte", "gte", "eq", "ne", "defined", "not_defined");
  return make("expression", {
    id: ids,
    attribute: fc.oneof(text, fc.constant("#uname")),
    operation,
    value: maybe(fc.oneof(text, fc.constant("1.10"))),
    type: maybe(fc.constantFrom("integer", "string", "version")),
  });
}

function dateExpression(): fc.Arbitrary<XmlElement> {
  const numbers = fc.constantFrom("1", "4");
  const spec = { id: ids, hours: maybe(fc.constant("9-16")), yeardays: maybe(numbers), moon: maybe(numbers) };
  const duration = { id: ids, hours: maybe(numbers), monthdays: maybe(numbers), weeks: maybe(numbers) };
  const dates = maybe(fc.constantFrom("2005-01-01", "2005-04-01"));
  return make(
    "date_expression",
    {
      id: ids,
      operation: maybe(fc.constantFrom("in_range", "date_spec", "gt", "lt")),
      start: dates,
      end: dates,
    },
    list(make("date_spec", spec), 1),
    list(make("duration", duration), 1),
  );
}

/** Gives every free text a number, and every id that is taken among its kind of element another one. */
function withUniqueTexts(root: XmlElement): XmlElement {
  let number = 0;
  const taken = new Set<string>();
  const visit = (node: XmlNode): XmlNode => {
    if (node.kind === "comment") return node;
    const attributes = Object.entries(node.attributes).map(([name, value]) => {
      const given = value === unique ? `t${number++}` : value;
      if (name !== "id") return [name, given] as const;
      const id = taken.has(`${node.name} ${given}`) ? `t${number++}` : given;
      taken.add(`${node.name} ${id}`);
      return [name, id] as const;
    });
    return { ...node, attributes: Object.fromEntries(attributes), children: node.children.map(visit) };
  };
  return visit(root) as XmlElement;
}
