import { version } from "../version.ts";
import { indented, operandCases, quoted, readingCases } from "./shell-cases.ts";
import type { Completion } from "./tree.ts";

/** What bash loads; bash 4.4 or later, with or without the package bash-completion. */
export function bashCompletion(completions: readonly Completion[]): string {
  const commands = completions
    .filter((each) => each.commands.length > 0)
    .map((each) => wordsCase(each.path, each.commands));
  const options = completions.map((each) => wordsCase(each.path, each.options));
  return `# bash completion for xensan ${version}, made from its declarations by: xensan completion bash
# shellcheck shell=bash

# The names in the cluster file, read anew when it has changed.
_xensan_names() { # guests|hosts
  local seen
  seen=$1:$(stat -L -c %Y:%i /etc/xensan/cluster.yaml 2>/dev/null) || return
  if [ "\${_xensan_seen-}" != "$seen" ]; then
    _xensan_known=$(xensan completion "$1" 2>/dev/null)
    _xensan_seen=$seen
  fi
  words=$_xensan_known
}

_xensan_commands() { # PATH
  case $1 in
${indented(4, commands)}
  esac
}

_xensan_options() { # PATH
  case $1 in
${indented(4, options)}
  esac
}

_xensan() {
  local at=xensan under=xensan operands=0 value='' kind='' words='' word i
  local cur=\${COMP_WORDS[COMP_CWORD]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    # "--to=host2" comes as three words.
    [ "$word" != = ] || continue
    if [ -n "$value" ]; then
      value=''
      continue
    fi
    case $at:$word in
${indented(6, readingCases(completions))}
      "$at":-*) ;;
      *) operands=$((operands + 1)) under="$under $word" ;;
    esac
  done
  COMPREPLY=()
  [ "$cur" != = ] || cur=''
  if [ -n "$value" ]; then
    kind=$value
  elif [[ $cur == -* ]]; then
    kind=options
  else
    case $at:$operands in
${indented(6, operandCases(completions))}
    esac
  fi
  case $kind in
    options) _xensan_options "$at" ;;
    commands)
      # Behind "help" stands the path of another command.
      [ "$at" != 'xensan help' ] || at=$under
      _xensan_commands "$at"
      ;;
    guests | hosts) _xensan_names "$kind" ;;
    words*) words=\${kind#words } ;;
    files)
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      compopt -o filenames 2>/dev/null
      ;;
  esac
  [ -z "$words" ] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}

complete -F _xensan xensan
`;
}

function wordsCase(path: string, described: Completion["commands"]): string {
  return `${quoted(path)}) words=${quoted(described.map(({ word }) => word).join(" "))} ;;`;
}
