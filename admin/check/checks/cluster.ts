import type { Membership } from "../../../lib/cluster/membership/membership.ts";
import { type Finding, fail, findings, hostsInWords, list, unknown, warn } from "../finding.ts";
import type { QuickFacts } from "../quick-facts.ts";

/** Whether the cluster manager on each host sees every host of the cluster file as a full member, and no other. */
export function clusterFindings({ cluster: { views } }: Pick<QuickFacts, "cluster">): readonly Finding[] {
  const all = [...views];
  const names = [...new Set(all.flatMap(([, { nodes }]) => [...nodes.keys()]))];
  const problems = [
    ...all.flatMap(([viewer, view]) => ofPartition(viewer, view)),
    ...names.flatMap((node) => ofNode(node, all)),
    ...unlisted(all),
  ];
  const well = `The cluster sees ${hostsInWords(names)} as members, and has a coordinator and quorum.`;
  return findings("cluster", names, problems, well);
}

type Views = readonly (readonly [viewer: string, view: Membership])[];

function ofPartition(viewer: string, { partition }: Membership) {
  if (partition.kind === "no-answer") {
    const mend = `Start the cluster on ${viewer}, or look at its logs there.`;
    return [unknown([viewer], partition.reason, mend)];
  }
  return [
    ...(partition.dc === undefined
      ? [
          fail(
            [viewer],
            `The cluster has no coordinator, as ${viewer} sees it.`,
            "Wait until one is elected, and look at crm_mon -1.",
          ),
        ]
      : []),
    ...(partition.quorum
      ? []
      : [
          fail([viewer], `The cluster has no quorum, as ${viewer} sees it.`, "Bring the missing hosts back."),
        ]),
  ];
}

function ofNode(node: string, views: Views) {
  const seen = views.flatMap(([viewer, { nodes, partition }]) => {
    const state = nodes.get(node);
    return state === undefined || partition.kind === "no-answer" ? [] : [{ viewer, state }];
  });
  const gone = seen.filter(({ state }) => state.kind === "gone").map(({ viewer }) => viewer);
  if (gone.length > 0) {
    const mend = `Start the cluster on ${node}, and look at the network between the hosts.`;
    return [fail([node], `${node} is no member of the cluster, as ${list(gone)} ${see(gone)} it.`, mend)];
  }
  const doubt = seen.find(({ state }) => state.kind === "unknown");
  if (doubt?.state.kind === "unknown") {
    const { reason } = doubt.state;
    return [unknown([node], `Whether ${node} is a member cannot be told on ${doubt.viewer}: ${reason}`)];
  }
  const conditions = seen.flatMap(({ state }) => (state.kind === "member" ? state.conditions : []));
  return [...new Set(conditions)].map((condition) =>
    warn(
      [node],
      `${node} is in ${condition} in the cluster.`,
      condition === "standby"
        ? `End it with crm_standby -N ${node} -v off, when it may work again.`
        : `End it with crm_attribute -N ${node} -n maintenance -D, when the cluster may work there again.`,
    ),
  );
}

function unlisted(views: Views) {
  const strangers = views.flatMap(([, { partition }]) =>
    partition.kind === "answered" ? partition.unlisted : [],
  );
  return [...new Set(strangers)].map((name) =>
    fail(
      [],
      `The cluster has a node ${name} that the cluster file does not name, so it is never asked whether a guest runs there.`,
      `Add ${name} to the cluster file on every host, or remove it from the cluster.`,
    ),
  );
}

function see(viewers: readonly string[]): string {
  return viewers.length === 1 ? "sees" : "see";
}
