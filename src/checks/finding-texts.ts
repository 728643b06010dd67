/** The sentences of findings, with what to do about each, in both languages. Pure. */
import type { LocalText } from "../kernel/errors.js";
import type { Finding, FindingCode, Severity } from "./mapping-check.js";

interface FindingFacts {
  readonly severity: Severity;
  readonly message: LocalText;
  readonly fix: LocalText;
}

const fact = (severity: Severity, message: LocalText, fix: LocalText): FindingFacts => ({ severity, message, fix });

/** `{name}` is filled from what the finding tells. */
const FINDINGS: Readonly<Record<FindingCode, FindingFacts>> = {
  REQUIRED_INPUT_UNCOVERED: fact(
    "ERROR",
    {
      en: "The workflow requires {target} ({declared}), and no rule fills it.",
      zh: "工作流要求必填输入 {target}（{declared}），但没有规则为其赋值。",
    },
    { en: "Add a rule for {target}, or make it optional in the workflow.", zh: "请为 {target} 添加规则，或在工作流中将其改为选填。" },
  ),
  REQUIRED_INPUT_MAY_BE_ABSENT: fact(
    "WARNING",
    {
      en: "The workflow requires {target}, and a form may leave it without a value.",
      zh: "工作流要求必填输入 {target}，但表单可能不提供该值。",
    },
    { en: "Make the form field or the rule required, or give the rule a default.", zh: "请将表单字段或规则设为必填，或为规则设置默认值。" },
  ),
  INPUT_TYPE_MISMATCH: fact(
    "ERROR",
    {
      en: "{target} must be {declared}, and the rule gives {given}, which Coze refuses.",
      zh: "{target} 必须为 {declared}，而规则给出的是 {given}，Coze 会拒绝。",
    },
    { en: "Give the rule the type {declared}, or feed it from another field.", zh: "请将规则类型设为 {declared}，或改用其他字段。" },
  ),
  INPUT_TYPE_UNCERTAIN: fact(
    "WARNING",
    {
      en: "{target} must be {declared}, and the rule gives {given}, of which Coze takes only some values.",
      zh: "{target} 必须为 {declared}，而规则给出的是 {given}，Coze 仅接受其中部分值。",
    },
    {
      en: "Give the rule the type {declared}, or let the form accept only such values.",
      zh: "请将规则类型设为 {declared}，或让表单仅接受此类值。",
    },
  ),
  UNKNOWN_INPUT: fact(
    "WARNING",
    { en: "The workflow has no input {target}: what the rule gives is lost.", zh: "工作流没有输入 {target}：该规则的值不会被使用。" },
    { en: "Point the rule at another input ({candidates}), or remove it.", zh: "请将规则指向其他输入（{candidates}），或删除该规则。" },
  ),
  FILE_ID_UNRESOLVED: fact(
    "ERROR",
    {
      en: "{target} would be given the gateway's own file id, which means nothing to the workflow.",
      zh: "{target} 会收到网关内部的文件 ID，工作流无法识别。",
    },
    { en: "Give the rule the type FILE.", zh: "请将规则类型设为 FILE。" },
  ),
  FILE_NOT_EXPECTED: fact(
    "WARNING",
    {
      en: "The rule gives {target} a file, and the workflow declares {declared}.",
      zh: "规则为 {target} 提供文件，而工作流声明的是 {declared}。",
    },
    { en: "Make it a file input in the workflow, or give the rule another type.", zh: "请在工作流中将其改为文件输入，或更改规则类型。" },
  ),
  FILE_MODE_REFUSED: fact(
    "ERROR",
    { en: "The file for {target} cannot be passed over this connection: {problem}", zh: "无法通过该连接传递 {target} 的文件：{problem}" },
    { en: "Change how the connection passes files, or use another connection.", zh: "请更改该连接的文件传递方式，或使用其他连接。" },
  ),
  OUTPUT_FIELD_UNKNOWN: fact(
    "ERROR",
    {
      en: "The output rule reads {target}, and the workflow's result has no such field.",
      zh: "输出规则读取 {target}，但工作流结果中没有该字段。",
    },
    {
      en: "Select another field ({candidates}), or add it to the workflow's End node.",
      zh: "请选择其他字段（{candidates}），或在工作流的结束节点中添加。",
    },
  ),
  WORKFLOW_NOT_FOUND: fact(
    "ERROR",
    { en: "The engine knows no workflow {target}.", zh: "引擎中不存在工作流 {target}。" },
    { en: "Check the workflow id and the connection, and publish the workflow.", zh: "请检查工作流 ID 和连接，并发布该工作流。" },
  ),
  INPUTS_UNKNOWN: fact(
    "WARNING",
    { en: "Nobody can say which inputs the workflow declares, so nothing was compared.", zh: "无法得知工作流声明的输入，因此未做比较。" },
    {
      en: "Import the workflow's canvas, or configure a session of Studio for the connection.",
      zh: "请导入工作流画布，或为该连接配置 Studio 会话。",
    },
  ),
  INPUT_NO_LONGER_SENT: fact(
    "WARNING",
    {
      en: "Every earlier call that succeeded sent {target}, and no rule fills it now.",
      zh: "此前成功的调用都发送了 {target}，但现在没有规则为其赋值。",
    },
    { en: "Add a rule for {target} unless the workflow can do without it.", zh: "若工作流需要 {target}，请为其添加规则。" },
  ),
  PARAMETERS_REFUSED: fact(
    "WARNING",
    {
      en: "The engine refused the parameters of a call, and what is known of the workflow does not say why: it may have changed.",
      zh: "引擎拒绝了一次调用的参数，而已知的工作流信息无法解释原因：工作流可能已更改。",
    },
    {
      en: "Look at the failed invocation, and import the workflow's canvas as it is now, or configure a session of Studio.",
      zh: "请查看失败的调用，并导入工作流当前的画布，或配置 Studio 会话。",
    },
  ),
};

export interface FindingPlace {
  readonly rule: number | null;
  readonly target: string | null;
}

export type FindingWords = Readonly<Record<string, string | LocalText>>;

export const finding = (code: FindingCode, place: FindingPlace, words: FindingWords = {}): Finding => {
  const { severity, message, fix } = FINDINGS[code];
  const filled = (text: LocalText): LocalText => ({ en: fill(text.en, "en"), zh: fill(text.zh, "zh") });
  const fill = (template: string, language: keyof LocalText): string =>
    template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const word = name === "target" ? (place.target ?? "") : (words[name] ?? "");
      return typeof word === "string" ? word : word[language];
    });
  return { code, severity, ...place, message: filled(message), fix: filled(fix) };
};

const MAX_CANDIDATES = 5;

/** For "one of …"; both languages say when there is none. */
export const candidates = (names: readonly string[]): string | LocalText =>
  names.length === 0 ? { en: "none is left", zh: "没有可用项" } : names.slice(0, MAX_CANDIDATES).join(", ");

/** As the schema explains the code. */
export const sentenceOf = (code: FindingCode): string => FINDINGS[code].message.en;
