#!/usr/bin/env bats
# The build as a whole, and the library that it makes. verify's own checks have unit tests.
bats_require_minimum_version 1.5.0

setup() {
  bats_load_library bats-support
  dist=$PROJECT/dist
}

@test "two builds give equal bytes and modes" {
  run "$PROJECT/node_modules/.bin/tsx" "$PROJECT/build/build.ts" --out "$BATS_TEST_TMPDIR/again"
  [ "$status" -eq 0 ] || fail "$output"
  diff -r "$dist" "$BATS_TEST_TMPDIR/again"
  diff <(cd "$dist" && find . -printf '%P %m\n' | sort) <(cd "$BATS_TEST_TMPDIR/again" && find . -printf '%P %m\n' | sort)
}

@test "every executable is one file that runs on its own, in any folder" {
  for file in usr/lib/ocf/resource.d/xensan/EvmsSCC usr/lib/ocf/resource.d/xensan/XenVM usr/sbin/xensan; do
    cp "$dist/root/$file" "$BATS_TEST_TMPDIR/alone"
    case $file in *EvmsSCC | *XenVM) word=usage ;; *) word=--help ;; esac
    run env -i PATH="$PATH" "$BATS_TEST_TMPDIR/alone" "$word"
    [ "$status" -eq 0 ] || fail "$output"
  done
}

@test "the library is imported by its name, and its types compile in a strict project" {
  consumer=$BATS_TEST_TMPDIR/consumer
  mkdir -p "$consumer/node_modules"
  ln -s "$PROJECT" "$consumer/node_modules/xensan"
  echo '{ "type": "module" }' >"$consumer/package.json"
  cat >"$consumer/volumes.ts" <<'CODE'
import { CibError, evmsCloneSet, renderers, xmlText } from "xensan/cib";
declare const process: { stdout: { write(text: string): void } };
process.stdout.write(xmlText(renderers.pacemaker.resource(evmsCloneSet({ volumes: ["san2"], monitorMs: 30_000 }))));
try {
  evmsCloneSet({ id: "no blanks" });
} catch (error) {
  if (error instanceof CibError) process.stdout.write(error.message);
}
CODE
  echo '{ "compilerOptions": { "strict": true, "target": "es2023", "module": "nodenext", "types": [] } }' \
    >"$consumer/tsconfig.json"
  run "$PROJECT/node_modules/.bin/tsc" -p "$consumer"
  [ "$status" -eq 0 ] || fail "$output"
  run node "$consumer/volumes.js"
  [ "$status" -eq 0 ] || fail "$output"
  [[ $output == *'<primitive id="evmsclone" class="ocf" type="EvmsSCC" provider="xensan">'* ]] || fail "$output"
  [[ $output == *'no blanks'* ]] || fail "$output"
}
