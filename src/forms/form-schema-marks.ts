/** Secrets and files in a form's schema: where the keywords make sense, and what only looks like one of ours. */
import type { JsonObject } from "../kernel/json.js";
import { formatPointer } from "../kernel/json-pointer.js";
import { refusal } from "./form-refusal.js";

/** @throws AppError BAD_USER_INPUT */
export const checkMarks = (node: JsonObject, pointer: string): void => {
  for (const keyword of Object.keys(node)) {
    const meant = OURS.get(nameOf(keyword));
    if (meant !== undefined && keyword !== meant) {
      throw refusal(pointer + formatPointer([keyword]), `this keyword is written ${meant}`, `该关键字应写作 ${meant}`);
    }
  }
  if (node["x-secret"] === true) checkSecret(node, pointer);
  if (node["x-file"] !== undefined && node.format !== "file-id") {
    throw refusal(`${pointer}/x-file`, 'needs "format": "file-id" beside it', '须与 "format": "file-id" 同时使用');
  }
};

const nameOf = (keyword: string): string =>
  keyword.startsWith("x-")
    ? keyword
        .toLowerCase()
        .replace(/[^a-z0-9]/g, "")
        .replace(/s$/, "")
    : "";

/** Annotations start with x- as well: a typing error would publish a secret without a word. */
const OURS: ReadonlyMap<string, string> = new Map(["x-secret", "x-file", "x-i18n", "x-messages"].map((name) => [nameOf(name), name]));

/** What the schema says is shown to everybody. */
const TELLING = ["const", "enum", "default", "examples"];

const checkSecret = (node: JsonObject, pointer: string): void => {
  if (node.type !== "string") throw refusal(`${pointer}/x-secret`, 'needs "type": "string" beside it', '须与 "type": "string" 同时使用');
  const telling = TELLING.find((keyword) => node[keyword] !== undefined);
  if (telling !== undefined) throw refusal(`${pointer}/${telling}`, "a secret must not stand in the form", "表单中不得写出机密值");
};
