/** Secrets and files in forms: where they are found, what the schema may say of them, and that no answer quotes a secret. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SECRET_MASK } from "../../src/forms/form-marks.js";
import { fieldMessage } from "../../src/kernel/errors.js";
import type { JsonValue } from "../../src/kernel/json.js";
import { chineseOf, field, formOf, linesOf } from "../support/forms.js";

const FILE = "file_01J00000000000000000000000";
const OTHER = "file_01J00000000000000000000001";
const secret = { type: "string", "x-secret": true };
const image = { type: "string", format: "file-id", "x-file": { kinds: ["image/png", "image/*"], maxBytes: 1_000 } };

describe("the schema of a secret or a file", () => {
  // biome-ignore format: a table
  const REFUSED: Record<string, [schema: JsonValue, en: string]> = {
    "a secret that is no text": [{ type: "number", "x-secret": true }, '/properties/x/x-secret: needs "type": "string" beside it'],
    "a secret of any type": [{ "x-secret": true }, '/properties/x/x-secret: needs "type": "string" beside it'],
    "a secret that is nearly one": [{ ...secret, "x-secret": "yes" }, "/properties/x/x-secret: must be true or false"],
    "a secret with choices": [{ ...secret, enum: ["a"] }, "/properties/x/enum: a secret must not stand in the form"],
    "a secret with a default": [{ ...secret, default: "a" }, "/properties/x/default: a secret must not stand in the form"],
    "a secret with a typing error": [{ type: "string", "x-Secrets": true }, "/properties/x/x-Secrets: this keyword is written x-secret"],
    "a file with a typing error": [{ ...image, "x-file": undefined as never, "x_file": {} }, "/properties/x/x_file: this keyword is not known"],
    "a file that is no file id": [{ type: "string", "x-file": {} }, '/properties/x/x-file: needs "format": "file-id" beside it'],
    "a file of no kind": [{ ...image, "x-file": { kinds: [] } }, "/properties/x/x-file: must be an object with kinds"],
    "a file of a kind that is no media type": [{ ...image, "x-file": { kinds: [".png"] } }, "/properties/x/x-file: must be an object with kinds"],
    "a file with more limits than there are": [{ ...image, "x-file": { maxSize: 1 } }, "/properties/x/x-file: must be an object with kinds"],
    "a file of less than a byte": [{ ...image, "x-file": { maxBytes: 0 } }, "/properties/x/x-file: must be an object with kinds"],
  };
  test.each(Object.keys(REFUSED))("is refused: %s", (name) => {
    const [schema, en] = REFUSED[name] as [JsonValue, string];
    const kept = JSON.parse(JSON.stringify(schema)) as JsonValue;
    expect(() => formOf(field(kept))).toThrow(expect.objectContaining({ code: "BAD_USER_INPUT", message: expect.stringContaining(en) }));
  });
});

describe("files", () => {
  test("are named with what their fields take, one by one in lists, and from whichever alternative takes them", () => {
    const form = formOf({
      properties: {
        cover: image,
        pages: { type: "array", items: { type: "string", format: "file-id" }, maxItems: 2 },
        any: { anyOf: [{ type: "string", format: "uri" }, image] },
      },
    });
    expect(form.validate({ cover: FILE, pages: [FILE, OTHER], any: OTHER })).toMatchObject({
      files: [
        { path: "/cover", id: FILE, kinds: ["image/png", "image/*"], maxBytes: 1_000 },
        { path: "/pages/0", id: FILE },
        { path: "/pages/1", id: OTHER },
        { path: "/any", id: OTHER, kinds: ["image/png", "image/*"], maxBytes: 1_000 },
      ],
    });
    expect(form.validate({ any: "https://files.example/a" })).toMatchObject({ files: [] });
    expect(linesOf(form.validate({ pages: [FILE, FILE, FILE] }))).toEqual(["/pages FIELD_LENGTH This must have at most 2 entries."]);
  });

  test.each(["file_1", "FILE_01J00000000000000000000000", `${FILE}/../x`, "inv_01J00000000000000000000000"])(
    "are refused by another id: %s",
    (id) => {
      const result = formOf(field(image)).validate({ x: id });
      expect(linesOf(result)).toEqual(["/x FIELD_FORMAT This is not a valid uploaded file."]);
      expect(chineseOf(result)).toEqual(["不是有效的已上传的文件。"]);
    },
  );
});

describe("secrets", () => {
  const form = formOf({
    properties: {
      plain: {},
      token: { ...secret, minLength: 3, pattern: "^s" },
      list: { items: { $ref: "#/$defs/login" } },
      either: { oneOf: [{ type: "number" }, secret] },
    },
    required: ["token"],
    $defs: { login: { type: "object", properties: { password: secret }, additionalProperties: false } },
  });

  test("are found wherever the schema has them, references and alternatives included", () => {
    const values = { plain: "p", token: "s123", list: [{ password: "pw" }, {}], either: "e" };
    expect(form.validate(values)).toMatchObject({ ok: true, secrets: ["/token", "/list/0/password", "/either"] });
    expect(form.secretsIn({ token: "no", list: [{ password: "" }] })).toEqual(["/token"]);
  });

  test("may be absent from what is kept for others to begin with, and other fields may not", () => {
    const strict = formOf({ properties: { a: {}, token: secret }, required: ["a", "token"] });
    expect(strict.validate({ a: 1 }, { withoutSecrets: true })).toMatchObject({ ok: true });
    expect(linesOf(strict.validate({}, { withoutSecrets: true }))).toEqual(["/a FIELD_REQUIRED This field is required."]);
    expect(linesOf(strict.validate({ a: 1 }))).toEqual(["/token FIELD_REQUIRED This field is required."]);
  });

  test("are asked for again where only their mask was sent", () => {
    expect(linesOf(formOf(field(secret)).validate({ x: SECRET_MASK }))).toEqual(["/x FIELD_REQUIRED This field is required."]);
  });

  test("are never quoted by what is said about them", () => {
    const word = fc.string({ minLength: 12, maxLength: 40 }).map((text) => `§${text}§`);
    fc.assert(
      fc.property(word, fc.boolean(), (value, extra) => {
        const login = { password: value, ...(extra && { other: 1 }) };
        const result = form.validate({ token: value, list: [login], either: [value] });
        expect(result.ok).toBe(false);
        const said = result.ok
          ? []
          : result.problems.flatMap((problem) => [JSON.stringify(problem), fieldMessage(problem, "en"), fieldMessage(problem, "zh")]);
        for (const sentence of said) expect(sentence).not.toContain(value);
      }),
    );
  });
});
