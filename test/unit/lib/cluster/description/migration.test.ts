import { describe, expect, it } from "vitest";
import { parseDescription } from "../../../../../lib/cluster/description/parse.ts";
import { complaints, edited } from "./parsing.ts";

const withLines = (lines: string) => edited("lease: /dev/SAN/leases", `lease: /dev/SAN/leases\n${lines}`);

function parsed(lines: string) {
  const { kind, ...rest } = parseDescription(Buffer.from(withLines(lines)));
  return kind === "description" && "description" in rest ? rest.description : undefined;
}

describe("how guests travel", () => {
  it("is ssh with its own cipher, where nothing is said", () => {
    expect(parsed("")?.migration).toBe("ssh");
    expect(parsed("")?.migrationCipher).toBeUndefined();
  });

  it.each(["aes128-gcm@openssh.com", "aes128-ctr"])("is ssh with the cipher %s", (cipher) => {
    expect(parsed(`migration: ssh\nmigrationCipher: ${cipher}`)).toMatchObject({
      migration: "ssh",
      migrationCipher: cipher,
    });
  });

  it("is plain", () => {
    expect(parsed("migration: plain")?.migration).toBe("plain");
  });

  it.each([
    ["migration: telnet", 'F, line 20, column 12: migration is "telnet", but it must be ssh or plain.'],
    [
      "migrationCipher: -oProxyCommand=x",
      'F, line 20, column 18: migrationCipher is "-oProxyCommand=x", but it must be one cipher as "ssh -Q cipher" prints it, such as aes128-gcm@openssh.com.',
    ],
    [
      "migration: plain\nmigrationCipher: aes128-ctr",
      "F, line 21, column 18: migrationCipher is for migration: ssh, but migration is plain; leave one of them out.",
    ],
  ])("%s is refused", (lines, complaint) => {
    expect(complaints(withLines(lines))).toEqual([complaint]);
  });
});
