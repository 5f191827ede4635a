import { readFileSync, statSync } from "node:fs";
import type { XmlElement } from "../../cib/element.ts";
import { maxTextLength, readXml, XmlError } from "../../cib/read-xml.ts";
import { AdminError, adminExit, type Terminal } from "../terminal.ts";

/**
 * Reads the XML of a file, or of standard input for "-".
 *
 * @throws AdminError with exit code 2 that names the file, and line and column where there are any
 */
export function readInput(terminal: Terminal, file: string): XmlElement {
  const name = file === "-" ? "standard input" : file;
  try {
    return readXml(file === "-" ? terminal.readStandardInput() : readText(file));
  } catch (error) {
    if (error instanceof AdminError) throw error;
    if (error instanceof XmlError) throw new AdminError(adminExit.usage, `${name}: ${error.message}`);
    throw new AdminError(adminExit.usage, `${name} ${whyUnreadable(error)}`);
  }
}

function whyUnreadable(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
      return "is not there; name an XML file, or - for standard input";
    case "EISDIR":
      return "is a folder; name an XML file, or - for standard input";
    case "EACCES":
      return "may not be read by this user; run this as root";
    default:
      return `cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}

function readText(file: string): string {
  const { size } = statSync(file);
  // Before it fills the memory: no text has more characters than bytes.
  if (size > maxTextLength) {
    throw new AdminError(adminExit.usage, `${file} has ${size} bytes; at most ${maxTextLength} are read`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new AdminError(adminExit.usage, `${file} is no text in UTF-8; convert it first (iconv -t UTF-8)`);
  }
}
