export type Version = { readonly name: string; readonly version: string };

/** Reads `dpkg-query -W -f '${binary:Package} ${Version} ${db:Status-Status}\n'`, and rpm's `%{NAME} %{VERSION}-%{RELEASE} installed\n`. */
export function parsePackages(text: string): readonly Version[] {
  return text.split("\n").flatMap((line) => {
    const [, name, version] = /^([a-z0-9][^\s:]*)(?::\S+)? (\S+) installed$/i.exec(line) ?? [];
    return name === undefined || version === undefined ? [] : [{ name, version }];
  });
}
