import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { dom0Packages, kernelPackages, suite } from "../recipe.ts";
import { make } from "./command.ts";

/**
 * Makes `root`, the configured userland of a dom0, and `kernels`, hypervisor and kernels as their packages have them.
 * Both come from where this machine's own apt gets its packages.
 */
export async function unpackDebian(folder: string): Promise<void> {
  const mirror = await mirrorOf();
  const [root, kernels] = [join(folder, "root"), join(folder, "kernels")];
  const options = ["--mode=root", '--aptopt=APT::Install-Recommends "false"', "--quiet"];
  const lean = ["man", "locale", "doc"].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const include = (names: readonly string[]) => `--include=${names.join(",")}`;
  await make("mmdebstrap", [
    ...["--variant=minbase", ...options, ...lean, include(dom0Packages), suite, root, mirror],
  ]);
  await make("mmdebstrap", [
    "--variant=extract",
    ...options,
    include(kernelPackages),
    suite,
    kernels,
    mirror,
  ]);
  for (const path of ["var/cache/apt", "var/lib/apt/lists"]) {
    rmSync(join(root, path), { recursive: true, force: true });
    mkdirSync(join(root, path));
  }
}

async function mirrorOf(): Promise<string> {
  const targets = await make("apt-get", ["indextargets", "--format", "$(SITE) $(ORIGIN) $(LABEL)"]);
  const line = targets.split("\n").find((each) => / Debian Debian$/.test(each));
  return line?.split(" ")[0] ?? "http://deb.debian.org/debian";
}
