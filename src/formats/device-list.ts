/** A device of a list in Apple's upload format. */
export interface ListedDevice {
  readonly udid: string;
  readonly name: string;
  /** `ios` stands for every device but a Mac: Apple TVs, watches and Vision Pros are registered so too. */
  readonly platform: "ios" | "mac";
}

/** What is wrong with a line of a device list. */
export interface DeviceListFault {
  /** 1-based. */
  readonly line: number;
  readonly reason: string;
}

/** What a device list holds, as far as its lines are right. */
export interface DeviceList {
  readonly devices: readonly ListedDevice[];
  readonly faults: readonly DeviceListFault[];
}

/** More devices than a team can have in ten years; a file that goes on after them is not read on. */
const maximumLines = 20_000;

/** So many faults are said; a file that has more is most probably of another kind. */
const maximumFaults = 10;

/**
 * Reads a list of devices in the tab-separated format that Apple's developer site takes for registering several devices: a line of
 * headings, then a device a line with its identifier, its name and `ios` or `mac`. The platform may be left out, as it is in files from
 * before the site had Macs. Spreadsheets write it as UTF-16 or UTF-8, with any line end, and quote names that hold a comma or a quote.
 */
export function readDeviceList(bytes: Uint8Array): DeviceList {
  const text = decode(bytes);
  if (text === undefined) {
    const reason = "this is neither UTF-8 nor UTF-16 text: save it as Unicode text";
    return { devices: [], faults: [{ line: 1, reason }] };
  }
  const rows = text
    .split(/\r\n|\r|\n/, maximumLines + 1)
    .map((row, index) => ({ line: index + 1, fields: row.split("\t").map(fieldOf) }))
    .filter(({ fields }) => fields.some((field) => field !== ""));
  if (rows.length > maximumLines) {
    return {
      devices: [],
      faults: [{ line: maximumLines + 1, reason: "it has more lines than a team can have devices" }],
    };
  }
  const [head, ...rest] = rows;
  if (!head) return { devices: [], faults: [{ line: 1, reason: "there is no line of headings" }] };
  const wrongHead = headFault(head.fields);
  if (wrongHead !== undefined) return { devices: [], faults: [{ line: head.line, reason: wrongHead }] };
  const read = rest.map(({ line, fields }) => ({ line, device: deviceOf(fields) }));
  const faults = read.flatMap(({ line, device }) => (typeof device === "string" ? [{ line, reason: device }] : []));
  return {
    devices: read.flatMap(({ device }) => (typeof device === "string" ? [] : [device])),
    faults: faults.slice(0, maximumFaults),
  };
}

/** The text of a file of a spreadsheet: by its byte order mark, else by the zero bytes that only UTF-16 has. */
function decode(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const isBigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
  const isLittleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const encoding = isBigEndian ? "utf-16be" : isLittleEndian ? "utf-16le" : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** A cell without the quotes that a spreadsheet puts around what holds a comma or a quote. */
function fieldOf(cell: string): string {
  const text = cell.trim();
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"');
  return isQuoted ? text.slice(1, -1).replaceAll('""', '"').trim() : text;
}

const headings = ["device id", "device name", "device platform"] as const;

function headFault(fields: readonly string[]): string | undefined {
  const found = fields.map((field) => field.toLowerCase().replace(/\s+/g, " "));
  const trimmed = found.slice(0, found.findLastIndex((field) => field !== "") + 1);
  if ((trimmed.length === 2 || trimmed.length === 3) && trimmed.every((field, index) => field === headings[index])) {
    return undefined;
  }
  if (found.length === 1 && /[,;]/.test(found[0] ?? "")) return "its columns are not separated by tabs";
  return "it must have the headings `Device ID`, `Device Name` and `Device Platform`";
}

/** What Apple gives devices as identifiers: 40 digits, 8 and 16, or the UUID of a Mac. */
const udidForm =
  /^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{8}-[0-9A-Fa-f]{16}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$/;

/** The device of a line, or what is wrong with it. */
function deviceOf(fields: readonly string[]): ListedDevice | string {
  const [udid = "", name = "", platform = "", ...more] = fields;
  if (more.some((field) => field !== "")) return "it has more than three columns";
  if (!udidForm.test(udid)) return `\`${shown(udid)}\` does not have the form of a UDID`;
  if (name === "") return `the device \`${udid}\` has no name`;
  const word = platform.toLowerCase();
  if (word === "ios" || word === "mac") return { udid, name, platform: word };
  if (word === "") return { udid, name, platform: "ios" };
  return `\`${shown(platform)}\` is not a platform: write \`ios\`, also for Apple TVs and Vision Pros, or \`mac\``;
}

/** A file may hold anything at any length. */
function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
