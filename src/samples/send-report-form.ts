/** The form of `send-report`: several choices, dates, a secret, and fields that come and go in each of the ways there are. */
import type { FormDefinition } from "../forms/form.js";
import { zh } from "./sample-forms.js";

const WHEN_PERIOD = { required: ["covers"], properties: { covers: { const: "period" } } };
const WHEN_PORTAL = { required: ["delivery"], properties: { delivery: { const: "portal" } } };

export const SEND_REPORT_FORM: FormDefinition = {
  revision: 1,
  schema: {
    type: "object",
    title: "Send a report",
    ...zh("发送报告"),
    unevaluatedProperties: false,
    required: ["subject", "sections", "delivery", "period"],
    properties: {
      subject: { type: "string", title: "Subject", ...zh("主题"), minLength: 1, maxLength: 120 },
      sections: {
        type: "array",
        title: "Sections",
        description: "Choose at least one.",
        ...zh("章节", { description: "至少选择一项。" }),
        minItems: 1,
        uniqueItems: true,
        items: {
          type: "string",
          oneOf: [
            { const: "summary", title: "Summary", ...zh("摘要") },
            { const: "table", title: "Table", ...zh("表格") },
            { const: "chart", title: "Chart", ...zh("图表") },
          ],
        },
        default: ["summary"],
      },
      covers: {
        type: "string",
        title: "Covers",
        ...zh("范围"),
        default: "everything",
        oneOf: [
          { const: "everything", title: "Everything", ...zh("全部") },
          { const: "period", title: "A period", ...zh("一段时间") },
        ],
      },
      period: {
        type: "object",
        title: "Period",
        ...zh("时间段"),
        additionalProperties: false,
        required: ["since", "until"],
        properties: {
          since: { type: "string", title: "First day", ...zh("起始日期"), format: "date", formatMinimum: "2000-01-01" },
          until: { type: "string", title: "Last day", ...zh("结束日期"), format: "date", formatMinimum: "2000-01-01" },
        },
      },
      delivery: {
        type: "string",
        title: "Delivery",
        ...zh("发送方式"),
        default: "email",
        oneOf: [
          { const: "email", title: "By e-mail", ...zh("电子邮件") },
          { const: "portal", title: "To a portal", ...zh("门户网站") },
        ],
      },
    },
    if: WHEN_PORTAL,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      required: ["portal"],
      properties: {
        portal: {
          type: "object",
          title: "Portal",
          ...zh("门户网站"),
          additionalProperties: false,
          required: ["address", "password"],
          properties: {
            address: { type: "string", title: "Address", ...zh("网址"), format: "uri", pattern: "^https://" },
            password: { type: "string", title: "Password", ...zh("密码"), "x-secret": true, minLength: 8, maxLength: 200 },
          },
        },
      },
    },
    else: {
      required: ["recipient"],
      properties: { recipient: { type: "string", title: "Recipient", ...zh("收件人"), format: "email" } },
    },
  },
  uiSchema: {
    "ui:order": ["subject", "sections", "covers", "period", "delivery", "*"],
    sections: { "ui:widget": "checkboxes" },
    covers: { "ui:widget": "radio" },
    period: { "ui:visibleWhen": WHEN_PERIOD, since: { "ui:widget": "date" }, until: { "ui:widget": "date" } },
    delivery: { "ui:widget": "radio" },
    portal: { password: { "ui:widget": "password" } },
  },
};
