import { crc32, deflateRawSync } from "node:zlib";

/** A file of an archive. */
export interface ZipWish {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Packed unless said otherwise; executables of an APK and the entries that a test changes are not. */
  readonly stored?: boolean;
}

/** Writes a ZIP archive: local headers, entries, directory, end. Nothing of it is taken from the reader that is tested. */
export function makeZip(wishes: readonly ZipWish[]): Buffer {
  const bodies: Buffer[] = [];
  const records: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, stored } of wishes) {
    const rawName = Buffer.from(name);
    const packed = stored ? Buffer.from(bytes) : deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(stored ? 0 : 8, 4);
    fields.writeUInt16LE(0x21, 8);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(rawName.length, 22);
    const local = Buffer.concat([word(0x04034b50), fields, rawName, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((name.endsWith("/") ? 0o040755 : 0o100644) * 0x10000, 6);
    tail.writeUInt32LE(at, 10);
    records.push(Buffer.concat([word(0x02014b50), Buffer.from([20, 3]), fields, tail, rawName]));
    bodies.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(records);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(wishes.length, 4);
  end.writeUInt16LE(wishes.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, directory, word(0x06054b50), end]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
