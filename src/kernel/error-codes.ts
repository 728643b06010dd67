// biome-ignore-all lint/style/noExcessiveLinesPerFile: one table, read as a whole; half of it would be half a promise
/**
 * The closed list of error codes and the one table that says what each means: HTTP status, who is at fault,
 * whether trying again can help, how loud the log is, and the sentence shown to people in English and Chinese.
 * Codes are append-only: clients switch on them. `{name}` in a sentence is filled from the error's `params`.
 */

/** Who has to act: the caller, an admin of the ability, the operator of this gateway, or the engine's operator. */
export type FailureClass = "CALLER" | "CONFIGURATION" | "PLATFORM" | "ENGINE" | "TIMEOUT";

export interface CodeFacts {
  /** Status for plain HTTP answers (REST, health); GraphQL carries the code in `extensions.code`. */
  readonly http: number;
  /** True when the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** pino level of the log line written where the error leaves the process. */
  readonly level: "debug" | "info" | "warn" | "error";
  readonly failureClass: FailureClass;
  readonly en: string;
  readonly zh: string;
}

// biome-ignore lint/complexity/useMaxParams: the columns of the table below, in its order
const fact = (
  http: number,
  failureClass: FailureClass,
  en: string,
  zh: string,
  more: Partial<Pick<CodeFacts, "retryable" | "level">> = {},
): CodeFacts => ({ http, failureClass, en, zh, retryable: false, level: http >= 500 ? "error" : "info", ...more });

const again = { retryable: true } as const;

export const ERROR_CODES = {
  // The request itself
  UNAUTHENTICATED: fact(401, "CALLER", "Sign in first: {reason}", "请先登录：{reason}"),
  FORBIDDEN: fact(
    403,
    "CALLER",
    "This needs the permission {permission}. Ask an admin for it.",
    "此操作需要权限 {permission}，请联系管理员。",
  ),
  NOT_FOUND: fact(404, "CALLER", "{id} does not exist, or you may not see it.", "{id} 不存在，或您无权查看。"),
  BAD_USER_INPUT: fact(400, "CALLER", "{problem}", "输入有误：{problem}"),
  INVALID_CURSOR: fact(
    400,
    "CALLER",
    "This cursor belongs to another list or filter. Start again without it.",
    "该游标属于其他列表或筛选条件，请不带游标重新开始。",
  ),
  CONFLICT: fact(
    409,
    "CALLER",
    "{what} was changed by somebody else meanwhile. Read it again and repeat your change.",
    "{what} 已被他人修改，请重新读取后再提交。",
  ),
  QUERY_TOO_COMPLEX: fact(400, "CALLER", "This query asks for too much: {problem}", "查询过于复杂：{problem}"),
  TOO_MANY_OPERATIONS: fact(
    429,
    "CALLER",
    "At most {limit} operations may run at once on one connection. Complete one first.",
    "同一连接最多同时执行 {limit} 个操作，请先结束其中一个。",
  ),
  TOO_MANY_CONNECTIONS: fact(
    429,
    "CALLER",
    "At most {limit} live connections may be open at once. Close one first.",
    "最多同时打开 {limit} 个实时连接，请先关闭其中一个。",
  ),

  // The form
  FORM_INVALID: fact(422, "CALLER", "Some fields need your attention.", "部分字段需要修改。"),
  FORM_REVISION_CHANGED: fact(
    409,
    "CALLER",
    "The form has changed (revision {current}, you sent {sent}). Reload the form.",
    "表单已更新（当前版本 {current}，您提交的是 {sent}），请重新加载表单。",
  ),
  FORM_RULES_UNDECIDED: fact(
    422,
    "CONFIGURATION",
    "For these values the form's rules do not decide which fields are shown: they contradict each other. Tell the ability's admin.",
    "对于这些值，表单的规则互相矛盾，无法确定显示哪些字段，请联系该能力的管理员。",
  ),
  FIELD_REQUIRED: fact(422, "CALLER", "This field is required.", "此字段为必填项。"),
  FIELD_TYPE: fact(422, "CALLER", "This must be {expected}.", "此处应为{expected}。"),
  FIELD_FORMAT: fact(422, "CALLER", "This is not a valid {format}.", "不是有效的{format}。"),
  FIELD_RANGE: fact(422, "CALLER", "This must be {comparison} {limit}.", "此值必须{comparison} {limit}。"),
  FIELD_LENGTH: fact(422, "CALLER", "This must have {comparison} {limit} {unit}.", "此处必须{comparison} {limit} {unit}。"),
  FIELD_PATTERN: fact(422, "CALLER", "This does not have the expected form.", "格式不符合要求。"),
  FIELD_CHOICE: fact(422, "CALLER", "Choose one of: {choices}.", "请从以下选项中选择：{choices}。"),
  FIELD_UNKNOWN: fact(422, "CALLER", "The form has no field {field}.", "表单中没有字段 {field}。"),
  FIELD_DUPLICATE: fact(422, "CALLER", "Entries must differ from each other.", "列表项不能重复。"),
  FIELD_TEXT: fact(
    422,
    "CALLER",
    "This text contains characters that cannot be stored ({character}). Remove them.",
    "文本包含无法保存的字符（{character}），请删除。",
  ),
  FIELD_CHANGED: fact(
    409,
    "CALLER",
    "This field {change}. Reload the form and fill it in again.",
    "此字段{change}，请重新加载表单后再填写。",
  ),
  FIELD_INVALID: fact(422, "CALLER", "This value is not allowed here.", "此处不允许该值。"),
  FORM_TOO_LARGE: fact(
    413,
    "CALLER",
    "The form is larger than {limit}. Shorten it, or send files by link.",
    "表单超过 {limit}，请缩短内容或以链接方式提供文件。",
  ),
  FORM_TOO_DEEP: fact(422, "CALLER", "The form is nested deeper than {limit} levels.", "表单嵌套超过 {limit} 层。"),

  // The ability
  ABILITY_PAUSED: fact(
    409,
    "CONFIGURATION",
    "The ability {ability} is paused. Try again later.",
    "能力 {ability} 已暂停，请稍后再试。",
    again,
  ),
  ABILITY_RETIRED: fact(410, "CONFIGURATION", "The ability {ability} has been retired.", "能力 {ability} 已下线。"),
  ABILITY_NOT_PUBLISHED: fact(
    409,
    "CONFIGURATION",
    "The ability {ability} has no published mapping yet. An admin must publish one.",
    "能力 {ability} 尚未发布映射，请管理员先发布。",
  ),
  ABILITY_TRANSITION_REFUSED: fact(409, "CALLER", "An ability that is {from} cannot become {to}.", "状态为 {from} 的能力不能变为 {to}。"),
  ABILITY_KEY_TAKEN: fact(
    409,
    "CALLER",
    "The key {key} is taken by another ability. Choose another key.",
    "键 {key} 已被其他能力占用，请更换。",
  ),
  MAPPING_INVALID: fact(422, "CONFIGURATION", "The mapping is not valid: {problem}", "映射无效：{problem}"),
  MAPPING_NOT_DRAFT: fact(
    409,
    "CALLER",
    "Version {version} is published and never changes. Save a new draft.",
    "版本 {version} 已发布且不可修改，请保存新的草稿。",
  ),
  MAPPING_NEVER_PUBLISHED: fact(
    409,
    "CALLER",
    "Version {version} was never published, so there is nothing to go back to. Publish it.",
    "版本 {version} 从未发布，无法回滚到该版本，请直接发布。",
  ),
  MAPPING_VERSION_UNUSABLE: fact(
    409,
    "CONFIGURATION",
    "Version {version} of the mapping cannot be used any more: {problem} Repeat the call with the current version.",
    "映射版本 {version} 已无法使用：{problem} 请改用当前版本重新调用。",
  ),
  MAPPING_FAILED: fact(
    500,
    "CONFIGURATION",
    "The form could not be turned into workflow parameters: {problem}",
    "无法将表单转换为工作流参数：{problem}",
  ),
  GOLDEN_CASES_MISSING: fact(
    409,
    "CALLER",
    "The ability {ability} has no golden cases. Save one first.",
    "能力 {ability} 没有黄金用例，请先保存一个。",
  ),
  GOLDEN_CASES_SIDE_EFFECTS: fact(
    409,
    "CALLER",
    "The ability {ability} does something in the world, and every golden case would do it again. Repeat with includeSideEffecting if that is meant.",
    "能力 {ability} 会产生外部影响，每个黄金用例都会再次执行。如确有此意，请使用 includeSideEffecting。",
  ),
  GOLDEN_CASES_NOT_PASSED: fact(
    409,
    "CALLER",
    "The golden cases of this draft have not passed: {problem} Run them, then publish.",
    "该草稿的黄金用例未通过：{problem} 请运行后再发布。",
  ),
  OUTPUT_INVALID: fact(
    502,
    "CONFIGURATION",
    "The workflow ended, but its output is not what the ability promises: {problem} Operators find it as it came.",
    "工作流已结束，但其输出不符合能力的约定：{problem} 运维人员可查看原始输出。",
  ),
  EXPRESSIONS_BUSY: fact(
    503,
    "PLATFORM",
    "Too many expressions are being evaluated right now. Try again shortly.",
    "当前表达式求值任务过多，请稍后重试。",
    { retryable: true, level: "warn" },
  ),
  MAPPING_CHECK_FAILED: fact(409, "CONFIGURATION", "The mapping does not fit its workflow: {problem}", "映射与工作流不匹配：{problem}"),
  CANVAS_INVALID: fact(
    422,
    "CALLER",
    "This is no canvas of a workflow. Send the JSON that Studio exports, or the schema_json of its API.",
    "这不是工作流画布。请提供 Studio 导出的 JSON，或其 API 的 schema_json。",
  ),
  CONNECTION_UNKNOWN: fact(
    422,
    "CONFIGURATION",
    "No connection is named {connection}. Known: {known}.",
    "不存在名为 {connection} 的连接。可用：{known}。",
  ),

  // Accepting an invocation
  IDEMPOTENCY_CONFLICT: fact(
    409,
    "CALLER",
    "This idempotency key was used with another input. Use a new key.",
    "该幂等键已用于不同的输入，请使用新的键。",
  ),
  RATE_LIMITED: fact(
    429,
    "CALLER",
    "Too many requests. Try again in {retryAfterSeconds} s.",
    "请求过于频繁，请在 {retryAfterSeconds} 秒后重试。",
    again,
  ),
  TOO_MANY_INVOCATIONS: fact(429, "PLATFORM", "The gateway is busy. Try again shortly.", "网关繁忙，请稍后重试。", again),
  INVOCATION_NOT_FINAL: fact(
    409,
    "CALLER",
    "{id} has not ended yet (it is {status}). Wait for its end, or cancel it first.",
    "{id} 尚未结束（当前状态 {status}），请等待结束或先取消。",
  ),
  INVOCATION_PAYLOAD_GONE: fact(
    410,
    "CALLER",
    "The form values of {id} are no longer kept, so it cannot be repeated.",
    "{id} 的表单内容已不再保留，无法重新调用。",
  ),
  TRANSITION_REFUSED: fact(409, "CALLER", "An invocation that is {from} cannot take {event}.", "状态为 {from} 的调用不接受 {event}。"),
  INTERRUPT_NOT_OPEN: fact(409, "CALLER", "This question takes no answer any more: {why}.", "该问题已不能回答：{why}。"),

  // Repeating many invocations
  SECRETS_UNREADABLE: fact(
    409,
    "PLATFORM",
    "The secrets of this call can no longer be read: they were sealed with a key that is not there any more. Call the ability anew.",
    "该调用的机密值已无法读取：用于加密的密钥已不存在，请重新发起调用。",
  ),
  REPLAY_FILTER_EMPTY: fact(
    422,
    "CALLER",
    "Say which invocations to repeat: an empty filter would repeat all of them.",
    "请指定要重新执行的调用：空筛选条件会重新执行全部调用。",
  ),
  REPLAY_TOO_LARGE: fact(
    422,
    "CALLER",
    "The filter matches more than {limit} invocations. Narrow it, by time for example.",
    "筛选条件匹配的调用超过 {limit} 个，请缩小范围，例如按时间筛选。",
  ),
  REPLAY_SIDE_EFFECTS: fact(
    409,
    "CALLER",
    "{count} of these invocations do something again when they are repeated. Narrow the filter, or say includeSideEffecting: true.",
    "其中 {count} 个调用重复执行会再次产生影响。请缩小筛选范围，或设置 includeSideEffecting: true。",
  ),

  // Ends of an invocation
  DEADLINE_EXCEEDED: fact(504, "TIMEOUT", "The call did not finish before its deadline.", "调用未能在截止时间前完成。"),
  OUTCOME_UNKNOWN: fact(
    502,
    "PLATFORM",
    "The gateway lost sight of this call; the engine may have finished it. Check before repeating it.",
    "网关与该调用失去联系，引擎可能已执行完成，重复调用前请先确认。",
  ),
  INTERRUPT_EXPIRED: fact(
    504,
    "TIMEOUT",
    "Nobody answered the question in time. Start the call again.",
    "未在规定时间内得到回答，请重新发起调用。",
    { level: "info" },
  ),
  QUESTION_NOT_ANSWERABLE: fact(
    501,
    "CONFIGURATION",
    "The engine asked a question where nobody can answer it; let the mapping run the workflow in the mode STREAM: {question}",
    "引擎在无法回答的位置提出了问题，请在映射中以 STREAM 模式运行该工作流：{question}",
  ),
  ENGINE_UNREACHABLE: fact(502, "ENGINE", "Coze could not be reached. Try again later.", "无法连接 Coze，请稍后重试。", {
    retryable: true,
    level: "warn",
  }),
  ENGINE_CIRCUIT_OPEN: fact(
    503,
    "ENGINE",
    "Coze failed repeatedly and is given a pause. Try again in a minute.",
    "Coze 连续失败，已暂停调用，请一分钟后重试。",
    { retryable: true, level: "warn" },
  ),
  ENGINE_TIMEOUT: fact(
    504,
    "TIMEOUT",
    "Coze did not answer in time. The run may still be going on there.",
    "Coze 未及时响应，任务可能仍在执行。",
    { level: "warn" },
  ),
  ENGINE_STEP_TIMEOUT: fact(504, "TIMEOUT", "A step of the workflow took too long.", "工作流中的某个步骤超时。", { level: "warn" }),
  ENGINE_AUTH_FAILED: fact(
    502,
    "CONFIGURATION",
    "Coze refused the platform's token. An operator must renew COZE_API_TOKEN.",
    "Coze 拒绝了平台令牌，请运维人员更新 COZE_API_TOKEN。",
    { level: "error" },
  ),
  ENGINE_FORBIDDEN: fact(
    502,
    "CONFIGURATION",
    "The platform's Coze account may not use this workflow. Add it to the workflow's space.",
    "平台的 Coze 账号无权使用该工作流，请将其加入工作流所在空间。",
    { level: "error" },
  ),
  ENGINE_ENDPOINT_MISSING: fact(
    502,
    "CONFIGURATION",
    "This Coze does not serve the endpoint that was called. Check COZE_FLAVOUR.",
    "该 Coze 不提供所调用的接口，请检查 COZE_FLAVOUR。",
    { level: "error" },
  ),
  WORKFLOW_NOT_PUBLISHED: fact(
    502,
    "CONFIGURATION",
    "The workflow is not published in Coze. Publish it in Coze Studio.",
    "工作流尚未在 Coze 发布，请在 Coze Studio 中发布。",
    { level: "warn" },
  ),
  WORKFLOW_NOT_FOUND: fact(
    502,
    "CONFIGURATION",
    "Coze does not know the workflow. Check the mapping's workflow id.",
    "Coze 中不存在该工作流，请检查映射中的工作流 ID。",
    { level: "warn" },
  ),
  ENGINE_INVALID_PARAMETERS: fact(
    502,
    "CONFIGURATION",
    "Coze refused the parameters. The mapping does not fit the workflow's inputs.",
    "Coze 拒绝了参数，映射与工作流输入不匹配。",
    { level: "warn" },
  ),
  ENGINE_RATE_LIMITED: fact(503, "ENGINE", "Coze is limiting the rate of calls. Try again later.", "Coze 正在限流，请稍后重试。", {
    retryable: true,
    level: "warn",
  }),
  ENGINE_QUOTA_EXCEEDED: fact(502, "ENGINE", "The Coze account has used up its quota.", "Coze 账号额度已用尽。", { level: "error" }),
  ENGINE_CANCELLED: fact(502, "ENGINE", "The run was cancelled in Coze.", "任务已在 Coze 中被取消。", { level: "info" }),
  ENGINE_FAILED: fact(502, "ENGINE", "The workflow failed in Coze.", "工作流在 Coze 中执行失败。", { level: "warn" }),
  ENGINE_BAD_RESPONSE: fact(
    502,
    "ENGINE",
    "Coze answered with something that is not a Coze answer. A proxy in between may be failing.",
    "Coze 返回了无法识别的内容，中间代理可能出现故障。",
    { level: "warn" },
  ),
  ENGINE_RESULT_TOO_LARGE: fact(
    502,
    "CONFIGURATION",
    "The workflow's result is larger than {limit}. Let it return less, or a link.",
    "工作流的结果超过 {limit}，请减少返回内容或改为返回链接。",
    { level: "warn" },
  ),
  ENGINE_STREAM_CUT: fact(
    502,
    "ENGINE",
    "The stream from Coze ended before the result. The run may have finished there.",
    "来自 Coze 的数据流在结果到达前中断，任务可能已完成。",
    { level: "warn" },
  ),

  // Webhooks
  DOCUMENT_INVALID: fact(422, "CALLER", "Line {line}, column {column}: {problem}", "第 {line} 行第 {column} 列：{problem}"),
  DESTINATION_REFUSED: fact(422, "CALLER", "Nothing is sent to this address: {problem}", "不会向该地址发送：{problem}"),
  PRESET_LIMIT_REACHED: fact(
    409,
    "CALLER",
    "An ability has at most {limit} presets and examples. Delete one first.",
    "每个能力最多有 {limit} 个预设和示例，请先删除一个。",
  ),
  WEBHOOK_LIMIT_REACHED: fact(
    409,
    "CALLER",
    "At most {limit} webhooks may watch the same ability or invocation. Delete one first.",
    "同一能力或调用最多有 {limit} 个 Webhook，请先删除一个。",
  ),
  WEBHOOK_PAUSED: fact(409, "CALLER", "This webhook is paused. Activate it first.", "该 Webhook 已暂停，请先启用。"),

  // Files
  FILE_EMPTY: fact(422, "CALLER", "The file is empty. Choose another one.", "文件为空，请选择其他文件。"),
  FILE_TOO_LARGE: fact(413, "CALLER", "The file is larger than {limit}. Choose a smaller one.", "文件超过 {limit}，请选择更小的文件。"),
  FILE_CUT: fact(
    400,
    "CALLER",
    "The upload ended before the file was complete. Send it again.",
    "文件尚未传完上传就中断了，请重新上传。",
    again,
  ),
  FILE_KIND_MISMATCH: fact(
    422,
    "CALLER",
    "The file is said to be {declared}, but its content is {found}. Send it under its own kind.",
    "文件声明为 {declared}，但内容是 {found}，请以正确的类型上传。",
  ),
  FILE_KIND_REFUSED: fact(
    422,
    "CALLER",
    "Files of the kind {kind} are not taken here. Taken: {allowed}.",
    "此处不接受类型为 {kind} 的文件。可接受：{allowed}。",
  ),
  FILE_URL_REFUSED: fact(422, "CALLER", "This address cannot be used: {problem}", "无法使用该地址：{problem}"),
  FILE_UNUSABLE: fact(422, "CALLER", "The file {id} cannot be used here: {problem}", "无法在此使用文件 {id}：{problem}"),
  FILE_NOT_KEPT: fact(
    410,
    "CALLER",
    "The gateway keeps no content of {id}; it is at the engine, or it has expired.",
    "网关未保存 {id} 的内容：内容在引擎处，或已过期。",
  ),
  TOO_MANY_UPLOADS: fact(
    429,
    "CALLER",
    "At most {limit} files may be uploaded at once. Wait for one to finish.",
    "最多同时上传 {limit} 个文件，请等待其中一个完成。",
    again,
  ),

  // The gateway
  SERVICE_UNAVAILABLE: fact(
    503,
    "PLATFORM",
    "The gateway cannot reach its {part} right now. Try again shortly.",
    "网关暂时无法访问其{part}，请稍后重试。",
    { retryable: true, level: "error" },
  ),
  SHUTTING_DOWN: fact(503, "PLATFORM", "This instance is stopping. Try again.", "该实例正在停止，请重试。", {
    retryable: true,
    level: "info",
  }),
  CONFIGURATION_INVALID: fact(500, "PLATFORM", "The gateway is not configured correctly: {problem}", "网关配置有误：{problem}"),
  MIGRATION_REQUIRED: fact(
    500,
    "PLATFORM",
    "The database lacks {count} migrations. Run: npm run migrate -- up",
    "数据库缺少 {count} 个迁移，请运行：npm run migrate -- up",
  ),
  INTERNAL: fact(
    500,
    "PLATFORM",
    "Something went wrong on our side. Quote the request id to support.",
    "系统内部错误，请向支持人员提供请求编号。",
  ),
} as const satisfies Record<string, CodeFacts>;

export type ErrorCode = keyof typeof ERROR_CODES;

export const factsOf = (code: ErrorCode): CodeFacts => ERROR_CODES[code];

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(ERROR_CODES, text);
