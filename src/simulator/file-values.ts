/**
 * What a file parameter may be: any URL on OSS, an uploaded file's id or a URL on hosted (`reference/coze-api.md` §9.2). Pure.
 */
import { isRecord, parseJson } from "./wire-json.js";

/** @returns the id inside the hosted form `{"file_id":"…"}`, or nothing. */
export function fileIdIn(value: string): string | undefined {
  const parsed = parseJson(value);
  return isRecord(parsed) && typeof parsed.file_id === "string" ? parsed.file_id : undefined;
}

/**
 * Whether Go's `url.Parse` would take the text. It takes nearly everything, relative paths too, but not control
 * characters, a broken percent escape, or a colon in the first segment of something that has no scheme.
 */
export function parsesAsUrl(value: string): boolean {
  if ([...value].some((character) => character < " " || character === "\u007f")) return false;
  if (/%(?![0-9a-fA-F]{2})/.test(value.split(/[?#]/, 1)[0] ?? "")) return false;
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(value);
  if (scheme) return !/^[^:]+:\/\/[^/?#]*[ "<>\\^`{|}]/.test(value);
  return !(value.split(/[/?#]/, 1)[0] ?? "").includes(":");
}

/** The name a node shows: the query parameter Coze reserves for it, else the last segment of the path. */
export function fileNameOf(url: string): string {
  const [path = "", query = ""] = (url.split("#", 1)[0] ?? "").split("?", 2);
  const named = new URLSearchParams(query).get("x-wf-file_name");
  if (named) return named;
  const segment = path.slice(path.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
