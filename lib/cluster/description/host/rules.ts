import type { TextRule } from "../text-rules.ts";

/**
 * Texts that are written into other programs' configuration. None may hold a blank, a quote, a backslash, a bracket or
 * anything else that one of the files' languages takes for its own.
 */

/** Linux has 15 characters for it (IFNAMSIZ). */
export const interfaceRule: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
  maxLength: 15,
  accepts:
    "the name of a network interface in letters, digits and _ . -, at most 15 characters, such as eth0",
};

export const domainRule: TextRule = {
  pattern:
    /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*(?=[0-9-]*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
  maxLength: 188,
  accepts:
    "a DNS domain in letters, digits, - and ., not only digits, at most 188 characters, such as example.org",
};

/** What scsi_id prints: a type and hexadecimal digits, or vendor and serial number. */
export const wwidRule: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_.:-]*$/,
  maxLength: 127,
  accepts:
    "the WWID that scsi_id prints, in letters, digits and _ . : -, at most 127 characters, such as " +
    "3600508b4001046490000700000360000",
};

/** It becomes a name below /dev/mapper, where device-mapper has "control". */
export const aliasRule: TextRule = {
  pattern: /^(?!control$)[A-Za-z0-9][A-Za-z0-9_.-]*$/,
  maxLength: 64,
  accepts:
    'a name for /dev/mapper in letters, digits and _ . -, at most 64 characters, not "control", such as mpath2',
};

export const moduleRule: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
  maxLength: 55,
  accepts: "the name of a kernel module in letters, digits, _ and -, at most 55 characters, such as qla2xxx",
};

export const moduleOptionRule: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]*=[A-Za-z0-9_.,:/+-]+$/,
  maxLength: 255,
  accepts:
    "an option and its value in letters, digits and _ . , : / + -, at most 255 characters, such as " +
    "qlport_down_retry=1",
};

/** The kernel numbers dm-0, dm-1 … in the order in which they come up, so that a number is no name. */
export const blockDeviceGlobRule: TextRule = {
  pattern: /^(?!dm-\d+$)[A-Za-z0-9*?][A-Za-z0-9_!*?.-]*$/,
  maxLength: 64,
  accepts:
    "a name below /sys/block in letters, digits and _ ! . -, * and ? for any, at most 64 characters, no numbered dm-0 " +
    "(the numbers change from boot to boot), such as dm-*",
};

export const containerRule: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
  maxLength: 127,
  accepts: "the name of an EVMS container in letters, digits and _ . -, at most 127 characters, such as san2",
};

export const devicePathRule: TextRule = {
  pattern: /^\/dev(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_+.:@-]+)+(?<!\/dm-\d+)$/,
  maxLength: 255,
  accepts:
    "a path below /dev in letters, digits and _ + . : @ - /, at most 255 characters, no numbered /dev/dm-0 (the numbers " +
    "change from boot to boot), such as /dev/mapper/mpath2",
};

export const clusterNameRule: TextRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
  maxLength: 63,
  accepts: "a name in letters, digits and _ . -, at most 63 characters, such as xensan",
};
