# Prints what `xl list -l` prints, from lines "domain\tID\tNAME\tFILE", where the file has its domain's configuration
# (config.awk), and one without it is left out, and, before them, "dom0\tNAME\tMiB"; with -v only=config the one
# configuration that is given, as `xl create -n` does.

BEGIN { FS = "\t"; deep = only == "config" ? 0 : 2; if (deep) printf "[" }

$1 == "dom0" { start(0); dom0($2, $3); next }
$1 == "domain" {
  domid = $2; name = $3; file = $4
  while ((getline <file) > 0) { keep(); open_now = 1 }
  close(file); close_domain()
  next
}
{ keep() }
END {
  if (!deep) { open_now = 1; name = one("name"); close_domain() }
  printf deep ? "\n]\n\n" : "\n"
}

function keep() { count[$1]++; values[$1, count[$1]] = substr($0, length($1) + 2) }
function put(level, text) { printf "\n%*s%s", (deep + level) * 4, "", text }
function quoted(text) { gsub(/[\\"]/, "\\\\&", text); return "\"" text "\"" }
function pair(level, key, text, last) { put(level, "\"" key "\": " text (last ? "" : ",")) }
function one(key) { return values[key, count[key]] }

function start(id) {
  printf started++ ? "," : ""
  put(-1, "{"); pair(0, "domid", id); put(0, "\"config\": {")
}

function scheduler() {
  put(2, "\"sched_params\": {"); pair(3, "sched", "\"credit2\""); pair(3, "weight", 256); pair(3, "cap", 0, 1); put(2, "},")
}

function dom0(name, mib) {
  put(1, "\"c_info\": {"); pair(2, "type", "\"pv\""); pair(2, "name", quoted(name), 1); put(1, "},")
  put(1, "\"b_info\": {"); pair(2, "max_memkb", mib * 1024); pair(2, "target_memkb", mib * 1024 - 1)
  scheduler()
  put(2, "\"type.pv\": {\n"); put(2, "},"); put(2, "\"arch_arm\": {\n"); put(2, "},"); put(2, "\"arch_x86\": {\n"); put(2, "}")
  put(1, "}"); put(0, "}"); put(-1, "}")
}

function close_domain(    i) {
  if (!open_now) return
  if (deep) start(domid); else printf "{"
  put(1, "\"c_info\": {")
  pair(2, "type", quoted(one("type"))); pair(2, "name", quoted(name)); pair(2, "domid", 4294967295)
  pair(2, "uuid", quoted(one("uuid"))); pair(2, "run_hotplug_scripts", "\"True\"", 1); put(1, "},")
  put(1, "\"b_info\": {"); pair(2, "max_vcpus", one("vcpus")); put(2, "\"avail_vcpus\": [")
  for (i = 0; i < one("vcpus"); i++) put(3, i (i + 1 < one("vcpus") ? "," : ""))
  put(2, "],"); pair(2, "max_memkb", one("maxmem") * 1024); pair(2, "target_memkb", one("memory") * 1024)
  pair(2, "video_memkb", 0); scheduler(); pair(2, "claim_mode", "\"True\"")
  for (i = 1; i <= split("kernel cmdline ramdisk", names, " "); i++) if (count[names[i]]) pair(2, names[i], quoted(one(names[i])))
  put(2, "\"type." one("type") "\": {\n"); put(2, "},"); put(2, "\"arch_arm\": {\n"); put(2, "},")
  put(2, "\"arch_x86\": {"); pair(3, "msr_relaxed", "\"False\"", 1); put(2, "}"); put(1, "},")
  if (count["disk"]) { put(1, "\"disks\": ["); for (i = 1; i <= count["disk"]; i++) disk(i); put(1, "],") }
  if (count["nic"]) { put(1, "\"nics\": ["); for (i = 1; i <= count["nic"]; i++) nic(i); put(1, "],") }
  if (one("on_reboot") == "" || one("on_reboot") != "destroy") pair(1, "on_reboot", count["on_reboot"] ? quoted(one("on_reboot")) : "\"restart\"")
  pair(1, "on_soft_reset", "\"soft_reset\"", 1)
  put(0, "}")
  if (deep) put(-1, "}")
  delete count; delete values; open_now = 0
}

# libxl leaves out what has its initial value.
function disk(i,    field) {
  split(values["disk", i], field, "\t")
  put(2, "{")
  if (field[1] != "-") pair(3, "pdev_path", quoted(field[1]))
  pair(3, "vdev", quoted(field[3]))
  if (field[5] != "-") pair(3, "script", quoted(field[5]))
  pair(3, "format", quoted(field[2]))
  if (field[4]) pair(3, "readwrite", 1)
  pair(3, "colo_restore_enable", "\"False\"", 1); put(2, i < count["disk"] ? "}," : "}")
}

function nic(i,    field) {
  split(values["nic", i], field, "\t")
  put(2, "{"); pair(3, "devid", i - 1); pair(3, "mac", quoted(field[1])); pair(3, "bridge", quoted(field[2]))
  pair(3, "nictype", "\"vif\"", 1); put(2, i < count["nic"] ? "}," : "}")
}
