# Reads a guest's configuration as libxlu_cfg_y.y of Xen 4.17 does, and prints what the stand-in keeps of it, a line each
# with tabs between: name, uuid, type, memory and maxmem (MiB), vcpus, kernel, ramdisk, cmdline, on_poweroff, on_reboot,
# on_crash (one value), disk (TARGET FORMAT VDEV WRITABLE SCRIPT), nic (MAC BRIDGE); "-" is nothing.
# Variables: source (for messages), uuid (if it has none).

BEGIN { RS = "\001" }

{ text = text $0 }

END {
  line = 1; next_token()
  while (kind != "end") {
    if (kind == "newline") { next_token(); continue }
    if (kind != "word") syntax()
    key = token; next_token()
    if (token != "=" && token != "+=") syntax()
    if (token == "=") count[key] = 0
    next_token(); value(key)
    if (kind != "newline" && kind != "end") syntax()
  }
  print_all()
}

function next_token(    found) {
  while (1) {
    sub(/^([ \t\r]|\\\n)+/, "", text)
    if (text !~ /^#/) break
    sub(/^#[^\n]*/, "", text)
  }
  if (text == "") { kind = "end"; token = ""; return }
  if (text ~ /^[\n;]/) { kind = "newline"; if (take(1) == "\n") line++; return }
  if (match(text, /^[A-Za-z_][A-Za-z0-9_]*/)) { kind = "word"; take(RLENGTH); return }
  if (match(text, /^(0[xX][0-9a-fA-F]+|[0-9]+)/)) { kind = "number"; take(RLENGTH); return }
  if (match(text, /^("[^"\n]*"|'[^'\n]*')/)) { kind = "string"; take(RLENGTH); token = substr(token, 2, length(token) - 2); return }
  kind = "mark"
  take(text ~ /^\+=/ ? 2 : 1)
}

function take(length_) {
  token = substr(text, 1, length_)
  text = substr(text, length_ + 1)
  return token
}

function value(key) {
  if (kind == "string" || kind == "number") { values[key, ++count[key]] = token; next_token(); return }
  if (token != "[") syntax()
  lists[key]
  next_token(); skip()
  while (token != "]" || kind != "mark") {
    value(key); skip()
    if (kind == "mark" && token == ",") { next_token(); skip() }
    else if (token != "]") syntax()
  }
  next_token()
}

function skip() { while (kind == "newline") next_token() }

function syntax() {
  printf "%s:%d: config parsing error near `%s': syntax error\n", source, line, token >"/dev/stderr"
  print "Failed to parse config: Invalid argument" >"/dev/stderr"
  failed = 1
  exit 1
}

function one(key, otherwise) { return count[key] ? values[key, count[key]] : otherwise }

function print_all(    i, n) {
  if (failed) exit 1
  if (!count["name"]) { print "Domain name must be specified." >"/dev/stderr"; exit 1 }
  print "name\t" one("name")
  print "uuid\t" one("uuid", uuid)
  print "type\t" one("type", one("builder") == "hvm" ? "hvm" : "pv")
  print "memory\t" one("memory", 32)
  print "maxmem\t" one("maxmem", one("memory", 32))
  print "vcpus\t" one("vcpus", 1)
  n = split("kernel ramdisk cmdline on_poweroff on_reboot on_crash", names, " ")
  for (i = 1; i <= n; i++) if (count[names[i]]) print names[i] "\t" one(names[i])
  for (i = 1; i <= count["disk"]; i++) print "disk\t" disk(values["disk", i])
  for (i = 1; i <= count["vif"]; i++) print "nic\t" nic(values["vif", i], i)
}

# xl-disk-configuration(5), and uname,dev,mode of xm.
function disk(spec,    target, format, vdev, access, script, part, at, n, cdrom, seen) {
  target = ""; format = ""; vdev = ""; access = ""; script = "-"; seen = 0
  while (match(spec, /^ *(phy|file|tap2?|aio|raw|qcow2?|vhd|tapdisk|ioemu|drbd|iscsi|nbd|enbd):/)) {
    part = substr(spec, 1, RLENGTH); spec = substr(spec, RLENGTH + 1)
    gsub(/[ :]/, "", part)
    if (part ~ /^(raw|qcow2?|vhd)$/) format = part
    else if (part ~ /^(drbd|iscsi|e?nbd)$/) script = "block-" part
    if (format == "") format = "raw"
  }
  while (spec != "") {
    sub(/^[ \t]+/, "", spec)
    if (spec ~ /^target=/) { target = substr(spec, 8); sub(/,$/, "", target); break }
    at = index(spec ",", ",")
    part = substr(spec, 1, at - 1); spec = substr(spec, at + 1)
    if (part ~ /^format=/) format = substr(part, 8)
    else if (part ~ /^vdev=/) vdev = substr(part, 6)
    else if (part ~ /^access=/) access = substr(part, 8)
    else if (part ~ /^script=/) script = substr(part, 8)
    else if (part ~ /^devtype=/) cdrom = part ~ /cdrom/
    else if (part == "cdrom") cdrom = 1
    else if (part ~ /=/ || part ~ /^(no-)?discard$|^direct-io-safe$/) continue
    else if (!seen) { target = part; seen = 1 }
    else if (format == "" && target == "" && part ~ /:/) { format = "empty"; cdrom = 1; sub(/:.*/, "", part); vdev = part }
    else if (format == "") format = part == "" ? "raw" : part
    else if (vdev == "") { cdrom = cdrom || part ~ /:cdrom$/; sub(/:.*/, "", part); vdev = part }
    else access = part
  }
  if (format == "") format = target == "" ? "empty" : "raw"
  if (target != "" && target !~ /^\// && script == "-") target = "/dev/" target
  if (target == "") target = "-"
  return target "\t" format "\t" vdev "\t" (cdrom || access ~ /^r?o?$/ && access != "" ? 0 : 1) "\t" script
}

function nic(spec, i,    mac, bridge) {
  mac = sprintf("00:16:3e:00:00:%02x", i); bridge = "xenbr0"
  if (match(spec, /mac=[0-9a-fA-F:]+/)) mac = substr(spec, RSTART + 4, RLENGTH - 4)
  if (match(spec, /bridge=[^, ]+/)) bridge = substr(spec, RSTART + 7, RLENGTH - 7)
  return mac "\t" bridge
}
