import { version } from "../version.ts";
import { indented, operandCases, quoted, readingCases } from "./shell-cases.ts";
import type { Completion, Described } from "./tree.ts";

/** What zsh loads as _xensan from a folder of its fpath, or reads by source. */
export function zshCompletion(completions: readonly Completion[]): string {
  const commands = completions
    .filter((each) => each.commands.length > 0)
    .flatMap((each) => describedCase(each.path, each.commands));
  const options = completions.flatMap((each) => describedCase(each.path, each.options));
  return `#compdef xensan
# zsh completion for xensan ${version}, made from its declarations by: xensan completion zsh

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

_xensan_value() { # PATH:WORD
  case $1 in
${indented(4, readingCases(completions))}
    *) return 1 ;;
  esac
}

_xensan() {
  local at=xensan under=xensan value='' kind='' word
  integer operands=0 i
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if [[ -n $value ]]; then
      value=''
    elif ! _xensan_value "$at:$word" && [[ $word != -* ]]; then
      operands+=1
      under="$under $word"
    fi
  done
  word=$words[CURRENT]
  if [[ -n $value ]]; then
    kind=$value
  elif [[ $word == --*=* ]]; then
    _xensan_value "$at:\${word%%=*}"
    kind=$value
    compset -P '*='
  elif [[ $word == -* ]]; then
    kind=options
  else
    case $at:$operands in
${indented(6, operandCases(completions))}
    esac
  fi
  case $kind in
    options)
      _xensan_options $at
      _describe -o -t options option offered
      ;;
    commands)
      # Behind "help" stands the path of another command.
      [[ $at != 'xensan help' ]] || at=$under
      _xensan_commands $at
      _describe -t commands command offered
      ;;
    guests | hosts)
      offered=(\${(f)"$(xensan completion $kind 2>/dev/null)"})
      _describe -t $kind $kind offered
      ;;
    words*)
      offered=(\${=kind#words })
      _describe -t words word offered
      ;;
    files) _files ;;
    *) return 1 ;;
  esac
}

if [[ \${funcstack[1]} == _xensan ]]; then
  _xensan "$@"
else
  compdef _xensan xensan
fi
`;
}

function describedCase(path: string, described: readonly Described[]): readonly string[] {
  const lines = described.map(
    ({ word, meaning }) => `  ${quoted(`${word.replaceAll(":", "\\:")}:${meaning}`)}`,
  );
  return [`${quoted(path)}) offered=(`, ...lines, ") ;;"];
}
