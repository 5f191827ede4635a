import { applyChange, applyRemoval } from "../files/apply-change.ts";
import { explained } from "../files/failure.ts";
import { type Holders, isLocked, locked } from "../files/lock.ts";
import { realRoot } from "../files/look.ts";
import type { Perform } from "../files/perform.ts";
import { type InstallPlan, placed, planInstall, providerFor } from "./plan.ts";
import { type ReleaseFile, readRelease } from "./release.ts";
import { planRemoval, type Removal } from "./removal.ts";
import type { Row } from "./row.ts";
import { installSteps } from "./steps.ts";
import { readManifest, readTarget } from "./target.ts";

/** What install and uninstall do to the world, and who does it. */
export type InstallEffects = { readonly perform: Perform; readonly holders: Holders; readonly uid: number };

export type InstallOrder = {
  readonly executable: string;
  readonly version: string;
  readonly root: string;
  readonly provider: string | undefined;
  readonly dryRun: boolean;
};

export type Installed = { readonly root: string; readonly plan: InstallPlan };

/** Installs the release that the executable belongs to. @throws AdminError refused, if it could not be done */
export function install(order: InstallOrder, effects: InstallEffects): Installed {
  return explained(() => {
    const root = realRoot(order.root);
    const release = readRelease(order.executable, root);
    const look = () => planNow(root, release, order, effects.uid);
    const plan = look();
    // Who has nothing to do needs neither the lock nor leave to write.
    if (order.dryRun || plan.kind === "refused") return { root, plan };
    if (plan.kind === "nothing" && !isLocked(root)) return { root, plan };
    return locked(root, effects.holders, () => {
      const now = look();
      if (now.kind === "install") applyChange(root, installSteps(now.changes), effects.perform);
      return { root, plan: now };
    });
  });
}

function planNow(
  root: string,
  release: readonly ReleaseFile[],
  order: InstallOrder,
  uid: number,
): InstallPlan {
  const manifest = readManifest(root);
  const request = { ...order, release, manifest, uid };
  const files = [...placed(release, providerFor(request)), ...(manifest?.files ?? [])];
  return planInstall(request, readTarget(root, pathsOf(files), manifest?.folders ?? []));
}

export type RemovalOrder = { readonly root: string; readonly dryRun: boolean };

export type Removed = {
  readonly root: string;
  /** What was installed; undefined: nothing. */
  readonly version: string | undefined;
  readonly rows: readonly Row[];
};

/** Removes what install wrote. @throws AdminError refused, if it could not be done */
export function uninstall(order: RemovalOrder, effects: InstallEffects): Removed {
  return explained(() => {
    const root = realRoot(order.root);
    const look = () => removalNow(root);
    const removal = look();
    if (order.dryRun || (removal.steps.length === 0 && !isLocked(root))) return { root, ...removal };
    return locked(root, effects.holders, () => {
      const now = look();
      applyRemoval(root, now.steps, effects.perform);
      return { root, ...now };
    });
  });
}

function removalNow(root: string): Removal & Pick<Removed, "version"> {
  const manifest = readManifest(root);
  const facts = readTarget(root, pathsOf(manifest?.files ?? []), manifest?.folders ?? []);
  return { ...planRemoval(manifest, facts), version: manifest?.version };
}

function pathsOf(files: readonly { readonly path: string }[]): string[] {
  return files.map((file) => file.path);
}
