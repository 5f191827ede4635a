/** The address of host1, host2 on the private link between them. */
export function addressOf(number: number): string {
  return `10.9.0.${number}`;
}

/** Under emulation, a second is short: a token of ten lets no busy machine look dead. */
export const corosyncConf = `totem {
  version: 2
  cluster_name: xenlab
  transport: knet
  crypto_cipher: none
  crypto_hash: none
  token: 10000
}
logging {
  to_syslog: yes
}
quorum {
  provider: corosync_votequorum
  two_node: 1
  wait_for_all: 0
}
nodelist {
${[1, 2].map((number) => `  node {\n    name: host${number}\n    nodeid: ${number}\n    ring0_addr: ${addressOf(number)}\n  }\n`).join("")}}
`;

export { seedCib as firstCib } from "../lab/configuration.ts";
