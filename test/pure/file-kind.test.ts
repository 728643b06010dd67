/** What a file is by its first bytes, and which declarations agree with it. */
import { describe, expect, test } from "vitest";
import { attachment, cleanName, kindFits, sizeWords } from "../../src/files/file.js";
import { fileRuleAt } from "../../src/files/file-destination.js";
import { engineText } from "../../src/files/file-engine.js";
import { kindOf } from "../../src/files/file-kind.js";
import { addressesIn } from "../../src/files/output-addresses.js";

const bytes = (hex: string, tail = ""): Uint8Array => Buffer.concat([Buffer.from(hex, "hex"), Buffer.from(tail)]);
const PNG = bytes("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489");
const OLD_OFFICE = bytes("d0cf11e0a1b11ae1", "\0".repeat(600));
const zip = (...names: string[]): Uint8Array =>
  Buffer.concat(
    names.map((name) => {
      const header = Buffer.alloc(30);
      header.writeUInt32LE(0x04034b50, 0);
      header.writeUInt16LE(8, 8);
      header.writeUInt16LE(name.length, 26);
      return Buffer.concat([header, Buffer.from(name), Buffer.from("\x03\x00")]);
    }),
  );
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

test.each<[string, Uint8Array | string, string | undefined, string]>([
  ["a picture", PNG, "image/png", "image/png"],
  ["a picture of which nothing is said", PNG, undefined, "image/png"],
  ["a picture of unknown kind", PNG, "application/octet-stream", "image/png"],
  ["another name for the kind", bytes("ffd8ffe000104a4649460001"), "image/jpg", "image/jpeg"],
  ["parameters and capitals", "a,b\n1,2", "Text/CSV; charset=utf-8", "text/csv"],
  ["JSON", '{"a":1}', "application/json", "application/json"],
  ["markup with a declaration", '<?xml version="1.0"?><a/>', "application/xml", "application/xml"],
  ["a drawing", '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml", "image/svg+xml"],
  ["text of which nothing is said", "just text", undefined, "text/plain"],
  ["text in an old encoding", bytes("66fc72", " alle"), "text/plain", "text/plain"],
  ["text in UTF-16", bytes("fffe68006900"), "text/plain", "text/plain"],
  ["an old document", OLD_OFFICE, "application/msword", "application/msword"],
  ["a document by the names in it", zip("[Content_Types].xml", "_rels/.rels", "word/document.xml"), DOCX, DOCX],
  ["an archive", zip("a.txt"), "application/x-zip-compressed", "application/zip"],
  ["a document whose beginning does not show it", zip("customXml/item1.xml"), XLSX, XLSX],
  ["a kind without a mark", bytes("0001020304"), "application/x-own", "application/x-own"],
  ["bytes nobody knows", bytes("0001020304"), undefined, "application/octet-stream"],
  ["a declaration that is none", "text", "nonsense", "text/plain"],
])("%s", async (_, content, ...[declared, kind]) => {
  expect(await kindOf(Buffer.from(content), declared)).toBe(kind);
});

test.each<[Uint8Array | string, string]>([
  ["<html></html>", "image/png"],
  [PNG, "image/jpeg"],
  [PNG, "text/plain"],
  [zip("word/document.xml"), XLSX],
  [zip("META-INF/MANIFEST.MF"), DOCX],
  [bytes("1f8b0800"), "application/zip"],
  [bytes("0001020304"), "application/pdf"],
  [bytes("0001020304"), "text/plain"],
])("%o is not %s", async (content, declared) => {
  await expect(kindOf(Buffer.from(content), declared)).rejects.toMatchObject({ code: "FILE_KIND_MISMATCH" });
});

test("kinds fit by name, group or all", () => {
  expect(["image/png", "image/*", "IMAGE/PNG", "*", "*/*"].map((kind) => kindFits("image/png", [kind]))).toEqual([
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(["image/jpeg", "text/*", "image", "png"].map((kind) => kindFits("image/png", [kind]))).toEqual([false, false, false, false]);
});

test("names", () => {
  expect(
    ["a.txt", "../../etc/passwd", "C:\\x\\y.doc", "a\u202egpj.exe", "\r\nx", "..", "", "x".repeat(300)].map((name) => cleanName(name)),
  ).toEqual([...["a.txt", "passwd", "y.doc", "agpj.exe", "x", "file", "file", "x".repeat(200)]]);
  expect(cleanName(undefined)).toBe("file");
  expect(attachment('Menü "A".png')).toBe(`attachment; filename="Men_ _A_.png"; filename*=UTF-8''Men%C3%BC%20%22A%22.png`);
  expect([900, 2_048, 20 * 1024 ** 2].map(sizeWords)).toEqual(["900 B", "2 KB", "20 MB"]);
});

describe("what a workflow is given", () => {
  const uploaded = { sourceUrl: null, engine: { fileId: "75", url: "http://minio/a" } };
  test.each([
    [uploaded, "url", "http://minio/a"],
    [uploaded, "file_id", '{"file_id":"75"}'],
    [uploaded, undefined, "http://minio/a"],
    [{ sourceUrl: null, engine: { fileId: "75" } }, undefined, '{"file_id":"75"}'],
    [{ sourceUrl: null, engine: { fileId: "75" } }, "url", undefined],
    [{ sourceUrl: null, engine: { url: "http://minio/a" } }, "file_id", undefined],
    [{ sourceUrl: "https://example.com/a", engine: {} }, "file_id", "https://example.com/a"],
  ] as const)("%j as %s", (file, mode, text) => {
    expect(engineText(file, mode)).toBe(text);
  });
});

test("the rule of a field, through objects and lists", () => {
  const file = { type: "string", format: "file-id", "x-file": { kinds: ["image/*"], maxBytes: 5 } };
  const schema = {
    properties: { a: { properties: { "b/c": file } }, list: { items: file }, text: { type: "string" }, plain: { format: "file-id" } },
  };
  const rule = { kinds: ["image/*"], maxBytes: 5 };
  expect(["/a/b~1c", "/list", "/list/3", "/plain", "/text", "/nowhere/x"].map((at) => fileRuleAt(schema, at))).toEqual([
    rule,
    rule,
    rule,
    {},
    undefined,
    {},
  ]);
});

test("addresses in a result: where the mapping points, one by one and in lists", () => {
  const output = { a: "https://x/1", list: ["https://x/2", "no", 3, "http://x/3"], deep: { b: "ftp://x" } };
  expect(addressesIn(output, ["/a", "/list", "/deep/b", "/gone", "/a"])).toEqual([
    { pointer: "/a", url: "https://x/1" },
    { pointer: "/list/0", url: "https://x/2" },
    { pointer: "/list/3", url: "http://x/3" },
  ]);
  expect(addressesIn("https://x/1", [""])).toEqual([{ pointer: "", url: "https://x/1" }]);
});
