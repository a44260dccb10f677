import type { ExpectedValue, FormProblemCode, FormProblemDetails } from '../problem.js'

type Messages = { [Code in FormProblemCode]: (details: FormProblemDetails[Code]) => string }

const EXPECTED: Record<ExpectedValue, string> = {
  object: '一组属性',
  list: '一个列表',
  text: '文字',
  flag: '“是”或“否”(true / false)',
  on: '“是”(true)',
  flagOrFeel: '“是”或“否”(true / false),或以 = 开头的表达式',
  feel: '以 = 开头的表达式',
  numberOrFeel: '数字，或以 = 开头的表达式',
  lengthOrFeel: '不小于 0 的整数，或以 = 开头的表达式',
  count: '不小于 0 的整数',
  positive: '大于 0 的数字',
  options: '选项列表，每项是文字、数字或 {label, value}',
  validationType: 'email、phone 或 custom',
  subtype: 'date、time 或 datetime',
  timeFormat: 'utc_offset、utc_normalized 或 no_timezone',
  dateOrFeel: '形如 2026-11-22 的日期，或以 = 开头的表达式',
  defaultValue: '与该组件类型相符的默认值',
}

const TOO_BIG = { components: '组件数量', depth: '嵌套层数', options: '选项数量' }

/** Problems of a form schema, for process designers. */
export const zhCn: Messages = {
  E_SCHEMA_NOT_A_FORM: () => '这不是 form-js 表单：应为 {"type": "default", "components": [...]}。请重新导出或检查文件内容。',
  E_SCHEMA_TOO_BIG: ({ what, limit }) => `表单的${TOO_BIG[what]}超过上限 ${limit}。请拆分表单。`,
  E_SCHEMA_UNKNOWN_TYPE: ({ type }) => `不认识的组件类型“${type}”。请换成受支持的组件。`,
  E_SCHEMA_BAD_VALUE: ({ expected, found }) => `应为${EXPECTED[expected]},现在是 ${found}。请改正。`,
  E_SCHEMA_KEY_MISSING: ({ type }) => `组件(${type})没有字段名(key / path),填写的内容将无处保存。请补上字段名。`,
  E_SCHEMA_KEY_UNUSABLE: ({ key }) => `字段名“${key}”不能使用：不得含空白、引号、方括号等符号，也不得是系统保留名。请改名。`,
  E_SCHEMA_DUPLICATE_ID: ({ id }) => `组件编号“${id}”出现了两次。请让每个组件的编号唯一。`,
  E_SCHEMA_DUPLICATE_KEY: ({ key, other }) => `字段名“${key}”与 ${other} 占用了同一位置。请改名。`,
  E_SCHEMA_EXPRESSION: ({ reason, source }) => `表达式“${source}”不能使用(${reason})。请改正表达式。`,
  E_SCHEMA_PATTERN: ({ reason, source }) => `正则表达式“${source}”不能使用(${reason})。不支持前后查找与反向引用，请改写。`,
  E_SCHEMA_OPTION_SOURCES: ({ count }) =>
    count === 0 ? '没有选项来源。请填写选项，或指定选项变量、选项表达式。' : '选项来源不止一个。请只保留选项、选项变量、选项表达式中的一个。',
  E_SCHEMA_DUPLICATE_OPTION: ({ value }) => `选项值“${value}”重复。请让每个选项的值唯一。`,
  E_SCHEMA_EMPTY_RANGE: ({ lower, upper }) => `下限 ${lower} 大于上限 ${upper},任何值都无法通过。请改正。`,
  E_SCHEMA_CYCLE: ({ fields }) => `显示条件或计算互相依赖，无法确定先后:${fields.map((one) => `“${one}”`).join(' → ')}。请断开其中一处。`,
}
