/** A kind of text that the file may hold: what it looks like, and how a person is told. */
export type TextRule = {
  readonly pattern: RegExp;
  readonly maxLength: number;
  /** Completes "it must be …". */
  readonly accepts: string;
};

/**
 * A host name (RFC 1123). The last label has a letter and is no hexadecimal number: inet_aton(3) takes "10", "1.2"
 * and "0x7f" for addresses.
 */
const hostNamePattern =
  /^(?!(?:.*\.)?localhost$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*(?!0[xX][0-9A-Fa-f]*$)(?=[0-9-]*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** Linux has 64 characters for what uname(2) calls the node name. */
export const nodeNameRule: TextRule = {
  pattern: hostNamePattern,
  maxLength: 64,
  accepts:
    'the name that "uname -n" prints there: letters, digits, - and ., at most 64 characters, not only digits, ' +
    "not localhost, such as host1",
};

export const hostNameRule: TextRule = { ...nodeNameRule, maxLength: 253 };

/**
 * Xen's own names for a guest on the move are kept free, and the domain that is the host. xl takes a number for a
 * domain's id, also with "+" in front, and "-" in front for an option. Xen 3.0.4's xendomains cuts names that are
 * longer than its column of 17 characters.
 */
export const guestNameRule: TextRule = {
  pattern:
    /^(?!\d+$)(?!Domain-0$)(?!migrating-|Zombie-)(?!.*--(?:incoming|migratedaway)$)[A-Za-z0-9][A-Za-z0-9_+.-]*$/,
  maxLength: 17,
  accepts:
    "a name in letters, digits and _ + . -, at most 17 characters, a letter or digit first, not only digits, not " +
    '"Domain-0", not beginning with "migrating-" or "Zombie-", not ending with "--incoming" or "--migratedaway", such as nfs1',
};

/** sanlock takes ":" for the end of a path, and shells take most else for something of their own. */
const pathPattern = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9_+.-]+)+$/;

export const configPathRule: TextRule = {
  pattern: pathPattern,
  maxLength: 255,
  accepts:
    'an absolute path in letters, digits and _ + . - /, without "." or ".." as a folder and without / at its end, ' +
    "at most 255 characters, such as /etc/xen/nfs1.cfg",
};

export const leasePathRule: TextRule = {
  pattern: pathPattern,
  maxLength: 255,
  accepts:
    "none, or the absolute path of the lease volume in letters, digits and _ + . - /, at most 255 characters, " +
    "such as /dev/SAN/leases",
};

export const cipherRule: TextRule = {
  pattern: /^[a-z0-9][a-z0-9@.-]*$/,
  maxLength: 64,
  accepts: 'one cipher as "ssh -Q cipher" prints it, such as aes128-gcm@openssh.com',
};

export const providerRule: TextRule = {
  pattern: /^[A-Za-z0-9_][A-Za-z0-9_-]*$/,
  maxLength: 64,
  accepts:
    "the name of a folder below /usr/lib/ocf/resource.d in letters, digits, _ and -, not beginning with -, at most 64 characters, such as xensan",
};
