import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bashCompletion } from "../../admin/completion/bash.ts";
import { completionsOf } from "../../admin/completion/tree.ts";
import { zshCompletion } from "../../admin/completion/zsh.ts";
import { evmsScc } from "../../agents/EvmsSCC/agent.ts";
import { xenVm } from "../../agents/XenVM/agent.ts";
import { agentPage } from "./agent-page.ts";
import { commandPage } from "./command-page.ts";
import { declaredTree } from "./declared-tree.ts";

/** A file for people or shells that is made from declarations. */
export type Page = { readonly target: string; readonly text: string };

export function pages(version: string): readonly Page[] {
  const tree = declaredTree();
  const completions = completionsOf(tree);
  return [
    { target: "usr/share/man/man8/xensan.8", text: commandPage(tree, version) },
    {
      target: "usr/share/man/man7/ocf_xensan_EvmsSCC.7",
      text: agentPage(evmsScc, version, {
        example: [
          'xensan cib evmscloneset --volumes "san2 /dev/evms/san3/vm2" >evmscloneset.xml',
          "cibadmin -C -o resources -x evmscloneset.xml",
        ],
        seeAlso: ["ocf_xensan_XenVM (7)", "crm_mon (8)"],
      }),
    },
    {
      target: "usr/share/man/man7/ocf_xensan_XenVM.7",
      text: agentPage(xenVm, version, {
        example: ["xensan cib domain nfs1 >nfs1.xml", "cibadmin -C -o resources -x nfs1.xml"],
        seeAlso: ["ocf_xensan_EvmsSCC (7)", "crm_mon (8)"],
      }),
    },
    { target: "usr/share/bash-completion/completions/xensan", text: bashCompletion(completions) },
    { target: "usr/share/zsh/vendor-completions/_xensan", text: zshCompletion(completions) },
  ];
}

/** @returns the paths written */
export function writePages(root: string, version: string): readonly string[] {
  return pages(version).map(({ target, text }) => {
    const path = join(root, target);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, 0o644);
    return path;
  });
}
