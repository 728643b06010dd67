/** The text formats a form may ask for. Texts beyond the bound are refused unread: some formats take quadratic time. */
import type { Format, FormatDefinition } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";
import type { LocalText } from "../kernel/errors.js";
import { FILE_ID } from "./form-marks.js";
import type { FormMeter } from "./form-meter.js";

/** Characters. The longest signed file links in use stay below it. */
const MAX_FORMATTED_TEXT = 4096;

const bounded = (format: Format): Format => {
  if (typeof format === "object" && !(format instanceof RegExp) && format.type === "number") return format;
  const whole = typeof format === "object" && !(format instanceof RegExp) ? (format as FormatDefinition<string>) : undefined;
  const check = whole?.validate ?? (format as RegExp | ((text: string) => boolean));
  const validate = (text: string): boolean => {
    if (text.length > MAX_FORMATTED_TEXT) return false;
    return check instanceof RegExp ? new RegExp(check).test(text) : (check as (text: string) => boolean)(text);
  };
  return whole?.compare ? { validate, compare: whole.compare } : validate;
};

/** ajv-formats' full set, two that form libraries add, `data-url` and `color`, and our own `file-id`. */
export const FORMATS: Readonly<Record<string, Format>> = {
  ...Object.fromEntries(Object.entries(fullFormats).map(([name, format]) => [name, bounded(format)])),
  "data-url": (text: string) => /^data:[a-z]+\/[a-z0-9.+-]+;(?:name=[^;,]*;)?base64,/i.test(text.slice(0, MAX_FORMATTED_TEXT)),
  color: /^#[0-9a-f]{6}$/i,
  "file-id": FILE_ID,
};

/** Shorter texts take no time worth counting. */
const SHORT_TEXT = 256;

/** The same, counting what long texts take: some formats take time by the square. */
export const meteredFormats = (meter: FormMeter): Record<string, Format> =>
  Object.fromEntries(Object.entries(FORMATS).map(([name, format]) => [name, metered(format, meter)]));

const metered = (format: Format, meter: FormMeter): Format => {
  if (typeof format === "function") {
    return (text: string) => (text.length > SHORT_TEXT ? meter.timed(() => format(text)) : format(text));
  }
  if (typeof format !== "object" || format instanceof RegExp || format.type === "number") return format;
  return { ...format, validate: metered(format.validate as Format, meter) } as Format;
};

const WORDS: Readonly<Record<string, LocalText>> = {
  email: { en: "e-mail address", zh: "电子邮箱地址" },
  uri: { en: "web address (with https://)", zh: "网址（含 https://）" },
  url: { en: "web address (with https://)", zh: "网址（含 https://）" },
  "uri-reference": { en: "web address", zh: "网址" },
  date: { en: "date (YYYY-MM-DD)", zh: "日期（YYYY-MM-DD）" },
  time: { en: "time with zone (14:30:00Z)", zh: "带时区的时间（14:30:00Z）" },
  "iso-time": { en: "time (14:30:00)", zh: "时间（14:30:00）" },
  "date-time": { en: "date and time with zone (2030-01-31T14:30:00Z)", zh: "带时区的日期时间（2030-01-31T14:30:00Z）" },
  "iso-date-time": { en: "date and time (2030-01-31T14:30:00)", zh: "日期时间（2030-01-31T14:30:00）" },
  duration: { en: "duration (P1DT2H)", zh: "时长（P1DT2H）" },
  hostname: { en: "host name", zh: "主机名" },
  ipv4: { en: "IPv4 address", zh: " IPv4 地址" },
  ipv6: { en: "IPv6 address", zh: " IPv6 地址" },
  uuid: { en: "UUID", zh: " UUID" },
  regex: { en: "regular expression", zh: "正则表达式" },
  byte: { en: "base64 text", zh: " base64 文本" },
  "data-url": { en: "file content (data URL)", zh: "文件内容（data URL）" },
  "file-id": { en: "uploaded file", zh: "已上传的文件" },
  color: { en: "colour (#rrggbb)", zh: "颜色（#rrggbb）" },
};

/** What to call a format in the sentence “This is not a valid …”. */
export const formatWord = (format: string): LocalText =>
  (Object.hasOwn(WORDS, format) && WORDS[format]) || { en: format, zh: ` ${format}` };
