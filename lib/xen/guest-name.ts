/** Characters; see `guestNameProblem`. */
const longest = 17;

/**
 * Why this cannot be a guest's name, as one sentence; undefined: it can. The toolstacks themselves allow more; what they
 * allow beyond this is misread by one of their own programs or by the other toolstack.
 */
export function guestNameProblem(name: string): string | undefined {
  const quoted = JSON.stringify(name);
  if (!/^[A-Za-z0-9][A-Za-z0-9_+.-]*$/.test(name)) {
    return `${quoted} cannot be a guest's name: use letters, digits and _ + . -, beginning with a letter or a digit.`;
  }
  // Xen 3.0.4's xendomains cuts the name out of columns 1 to 17 of xm list; the rest of a longer one it takes for its id.
  if (name.length > longest) {
    return `${quoted} cannot be a guest's name: it has ${name.length} characters, and Xen 3.0.4's xendomains misreads names of more than ${longest}.`;
  }
  // libxl_domain_qualifier_to_domid() takes what is all digits for an id, so `xl destroy 7` would hit another guest.
  if (/^\d+$/.test(name)) {
    return `${quoted} cannot be a guest's name: xl and xm take a number for the id of a domain; add a letter.`;
  }
  if (name === "Domain-0") return `${quoted} cannot be a guest's name: it is the control domain's.`;
  const transitional = /^(?:migrating-|Zombie-)|--(?:incoming|migratedaway)$/.exec(name)?.[0];
  if (transitional !== undefined) {
    return `${quoted} cannot be a guest's name: with ${transitional} a toolstack marks a domain that is on its way; choose another.`;
  }
  return undefined;
}
