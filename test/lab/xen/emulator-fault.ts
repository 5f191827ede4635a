import { guest, type Scene } from "./scene.ts";

/** What QEMU did to a guest, and neither Xen nor xensan. */
export class EmulatorFault extends Error {}

/**
 * What a guest's Linux says last when its kernel goes on with the GS base of a user's program: it looks for its own data at
 * address 0, faults, and faults again while it handles that, until its entry stack is full. No memory that was lost or changed on
 * the way does that. It was seen once, right after a guest had arrived.
 */
const lostGsBase = "BUG: ENTRY_TRAMPOLINE stack guard page was hit";

/** @throws EmulatorFault when the guest's kernel has broken on one of the hosts by a fault that only QEMU can have made */
export async function lookForEmulatorFault({ lab }: Scene): Promise<void> {
  for (const host of lab.hosts.filter((each) => each.isUp())) {
    const script = 'cat /var/log/xen/console/guest-"$1"*.log | tr -d "\\r" | grep -am 1 -F "$2"';
    const { stdout } = await host.run("sh", ["-c", script, "sh", guest, lostGsBase]);
    if (stdout !== "") {
      throw new EmulatorFault(
        `the guest's kernel lost its GS base in QEMU on ${host.name}: ${stdout.trim()}`,
      );
    }
  }
}
