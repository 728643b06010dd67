/** Archives that no tar program would write: entries as they are told, byte by byte (POSIX.1-1988 ustar). */

export interface RawEntry {
  readonly name: string;
  /** Default "0", a file. "1" hard link, "2" symbolic link, "3" character device, "5" folder, "6" pipe. */
  readonly type?: string;
  readonly link?: string;
  readonly content?: string;
  readonly mode?: number;
}

const BLOCK = 512;

export const rawTar = (entries: readonly RawEntry[]): Buffer => Buffer.concat([...entries.flatMap(entryBlocks), Buffer.alloc(2 * BLOCK)]);

const entryBlocks = ({ name, type = "0", link = "", content = "", mode = 0o644 }: RawEntry): readonly Buffer[] => {
  const header = Buffer.alloc(BLOCK);
  const size = Buffer.byteLength(content);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  header.write(name, 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write("        ", 148);
  header.write(type, 156);
  header.write(link, 157);
  header.write("ustar\x0000", 257);
  header.write(octal(type === "3" ? 1 : 0, 7), 329);
  header.write(octal(type === "3" ? 3 : 0, 7), 337);
  header.write(
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      6,
    )} `,
    148,
  );
  const body = Buffer.alloc(Math.ceil(size / BLOCK) * BLOCK);
  body.write(content);
  return [header, body];
};
