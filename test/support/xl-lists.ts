/** What the stand-in for xl says: Xen 4.17's two lists, with the control domain and, when given, one guest. */
export type ListedGuest = { readonly domid: number; readonly name: string; readonly disk: string };

const heading =
  "Name                                        ID   Mem VCPUs\tState\tTime(s)   UUID                            Reason-Code\tSecurity Label\n";

export function verboseList(guest?: ListedGuest): string {
  const rows = [row("Domain-0", 0, "r-----", "00000000-0000-0000-0000-000000000000")];
  if (guest !== undefined)
    rows.push(row(guest.name, guest.domid, "-b----", "bafaf061-69ff-4d35-b5fa-80bc75685739"));
  return heading + rows.join("");
}

export function longList(guest?: ListedGuest): string {
  const domains = [entry("Domain-0", 0, [])];
  if (guest !== undefined) {
    domains.push(
      entry(guest.name, guest.domid, [{ pdev_path: guest.disk, vdev: "xvda", format: "raw", readwrite: 1 }]),
    );
  }
  return `${JSON.stringify(domains, null, 4)}\n`;
}

function row(name: string, domid: number, state: string, uuid: string): string {
  const columns = `${String(domid).padStart(5)}   128     1     ${state}      14.2`;
  return `${name.padEnd(40)} ${columns} ${uuid}        -                -\n`;
}

function entry(name: string, domid: number, disks: readonly unknown[]) {
  return {
    domid,
    config: { c_info: { type: "pv", name }, b_info: { max_memkb: 131_072, max_vcpus: 1 }, disks },
  };
}
