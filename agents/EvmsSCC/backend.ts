import { exitCode } from "../../lib/ocf/exit-code.ts";
import { OcfError } from "../../lib/ocf/ocf-error.ts";
import type { VolumeManager } from "../../lib/storage/volume-manager.ts";
import type { EvmsSccCall, Host } from "./host.ts";

/**
 * The parameters, checked together.
 * @throws OcfError notConfigured
 */
export function checkedParameters(call: EvmsSccCall) {
  const parameters = call.parameters();
  if (parameters.deactivateOnStop && parameters.backend === "evms") {
    throw new OcfError(
      exitCode.notConfigured,
      `${call.environment.instance}: deactivate_on_stop works with LVM2 only, because EVMS cannot deactivate; ` +
        "set deactivate_on_stop=false or backend=lvm.",
    );
  }
  return parameters;
}

/**
 * The volume manager that `backend` asks for.
 * @throws OcfError notInstalled where this node lacks it: another node may have it
 */
export async function chooseManager(call: EvmsSccCall, host: Host): Promise<VolumeManager> {
  const { backend } = checkedParameters(call);
  const managers = host.managers(call);
  switch (backend) {
    case "evms":
      return installed(await managers.evms(), call, host);
    case "lvm":
      return installed(await managers.lvm(), call, host);
    case "auto":
      return host.isInstalled("evms_activate")
        ? managers.evms()
        : installed(await managers.lvm(), call, host);
  }
}

function installed(manager: VolumeManager, call: EvmsSccCall, host: Host): VolumeManager {
  if (host.isInstalled(manager.program)) return manager;
  throw new OcfError(
    exitCode.notInstalled,
    `${call.environment.instance}: ${manager.program} is not installed on ${host.nameFor(call)}; ` +
      `install ${manager.title} there or set backend to the volume manager that it has.`,
  );
}
