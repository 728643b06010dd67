/** The forms of the sample abilities. Labels in English, Chinese ones in `x-i18n` (see `form-localization.ts`). */
import type { FormDefinition } from "../forms/form.js";

export const zh = (title: string, more: { description?: string } = {}) => ({ "x-i18n": { zh: { title, ...more } } });

export const WRITE_TEXT_FORM: FormDefinition = {
  revision: 1,
  schema: {
    type: "object",
    title: "Write a text",
    ...zh("撰写文本"),
    additionalProperties: false,
    required: ["topic"],
    properties: {
      topic: {
        type: "string",
        title: "Topic",
        description: "What the text is about.",
        ...zh("主题", { description: "文本的内容。" }),
        minLength: 1,
        maxLength: 200,
        pattern: "\\S",
        "x-messages": {
          en: "Say in a few words what to write about (at most 200 characters).",
          zh: "请用几个词说明要写的主题（最多 200 个字符）。",
        },
      },
      maxWords: { type: "integer", title: "Longest length in words", ...zh("最多字数"), minimum: 10, maximum: 2000, default: 120 },
      tone: {
        type: "string",
        title: "Tone",
        ...zh("语气"),
        default: "friendly",
        oneOf: [
          { const: "friendly", title: "Friendly", ...zh("友好") },
          { const: "formal", title: "Formal", ...zh("正式") },
          { const: "playful", title: "Playful", ...zh("俏皮") },
        ],
      },
    },
  },
  uiSchema: {
    "ui:order": ["topic", "maxWords", "tone"],
    topic: { "ui:widget": "textarea", "ui:placeholder": "The tides of Saint-Malo", "x-i18n": { zh: { "ui:placeholder": "圣马洛的潮汐" } } },
    tone: { "ui:widget": "radio" },
  },
};

export const PLAN_TRIP_FORM: FormDefinition = {
  revision: 1,
  schema: {
    type: "object",
    title: "Plan a trip",
    ...zh("规划行程"),
    additionalProperties: false,
    required: ["traveller", "stops"],
    properties: {
      traveller: {
        type: "object",
        title: "Traveller",
        ...zh("旅行者"),
        additionalProperties: false,
        required: ["name"],
        properties: {
          name: { type: "string", title: "Name", ...zh("姓名"), minLength: 1, maxLength: 100 },
          email: { type: "string", title: "E-mail", ...zh("电子邮箱"), format: "email" },
        },
      },
      stops: {
        type: "array",
        title: "Stops",
        description: "In the order of travel.",
        ...zh("停留地", { description: "按行程顺序填写。" }),
        minItems: 1,
        maxItems: 20,
        items: { $ref: "#/$defs/stop" },
      },
      document: {
        type: "string",
        title: "Document",
        description: "A file with your wishes, as a link.",
        ...zh("文件", { description: "包含您需求的文件链接。" }),
        format: "uri",
        pattern: "^https?://",
        "x-messages": { en: "Choose a file, or give its web address with https://.", zh: "请选择文件，或填写以 https:// 开头的文件网址。" },
      },
    },
    $defs: {
      stop: {
        type: "object",
        title: "Stop",
        ...zh("停留地"),
        additionalProperties: false,
        required: ["city", "nights"],
        properties: {
          city: { type: "string", title: "City", ...zh("城市"), minLength: 1, maxLength: 100 },
          nights: { type: "integer", title: "Nights", ...zh("过夜数"), minimum: 1, maximum: 60, default: 1 },
        },
      },
    },
  },
  uiSchema: {
    "ui:order": ["traveller", "stops", "document"],
    document: { "ui:widget": "file" },
  },
};

export const BOOK_BERTH_FORM: FormDefinition = {
  revision: 1,
  schema: {
    type: "object",
    title: "Book a berth",
    ...zh("预订泊位"),
    additionalProperties: false,
    required: ["boat", "arrival"],
    properties: {
      boat: {
        type: "object",
        title: "Boat",
        ...zh("船只"),
        additionalProperties: false,
        required: ["name", "length"],
        properties: {
          name: { type: "string", title: "Name of the boat", ...zh("船名"), minLength: 1, maxLength: 80 },
          length: { type: "number", title: "Length in metres", ...zh("船长（米）"), exclusiveMinimum: 0, maximum: 60 },
        },
      },
      arrival: { type: "string", title: "Arrival", ...zh("到达日期"), format: "date" },
      nights: { type: "integer", title: "Nights", ...zh("过夜数"), minimum: 1, maximum: 30, default: 1 },
    },
  },
  uiSchema: {
    "ui:order": ["boat", "arrival", "nights"],
    arrival: { "ui:widget": "date" },
  },
};
