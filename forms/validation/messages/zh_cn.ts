import type { ExpectedInput, FaultCode, FaultDetails } from '../fault.js'

export type FaultMessages = {
  fault: { [Code in FaultCode]: (label: string, details: FaultDetails[Code]) => string }
  /** A field in a row of a list: the list's label, the row from 1, the field's label. */
  inRow: (list: string, row: number, label: string) => string
}

const EXPECTED: Record<ExpectedInput, string> = {
  text: '文字',
  number: '数字',
  flag: '“是”或“否”',
  choice: '一个选项',
  choices: '若干选项',
  date: '形如 2026-11-22 的日期',
  time: '形如 09:30 的时间',
  datetime: '日期和时间',
  files: '附件',
  rows: '若干行',
  fields: '一组字段',
}

const REQUIRED = { fill: '请填写', choose: '请选择', tick: '请勾选', attach: '请上传' }

/** Refusals of a submission, for clerks. */
export const zhCn: FaultMessages = {
  inRow: (list, row, label) => `${list}(第 ${row} 行)${label === '' ? '' : `·${label}`}`,
  fault: {
    E_FORM_NOT_AN_OBJECT: () => '提交的内容格式不对，无法读取。请刷新页面后重新填写。',
    E_FORM_UNKNOWN_FIELD: (label) => `表单中没有“${label}”这一项。请刷新页面后重新提交。`,
    E_FORM_FIELD_NOT_WRITABLE: (label) => `“${label}”在本环节不能修改。请恢复原来的内容，或刷新页面后重新填写。`,
    E_FORM_WRONG_TYPE: (label, { expected }) => `“${label}”应为${EXPECTED[expected]}。请重新填写。`,
    E_FORM_REQUIRED: (label, { how }) => `“${label}”为必填项，${REQUIRED[how]}。`,
    E_FORM_TOO_SMALL: (label, { limit }) => `“${label}”不能小于 ${limit}。请改正。`,
    E_FORM_TOO_LARGE: (label, { limit }) => `“${label}”不能大于 ${limit}。请改正。`,
    E_FORM_TOO_SHORT: (label, { limit }) => `“${label}”至少需要 ${limit} 个字。请补充。`,
    E_FORM_TOO_LONG: (label, { limit }) => `“${label}”最多 ${limit} 个字。请精简。`,
    E_FORM_PATTERN: (label, { custom }) => (custom === null ? `“${label}”格式不对。请按要求的格式填写。` : `“${label}”:${custom}`),
    E_FORM_EMAIL: (label) => `“${label}”不是有效的电子邮箱。请按 name@example.cn 的形式填写。`,
    E_FORM_PHONE: (label) => `“${label}”不是有效的国际电话号码。请按 +86 加号码的形式填写。`,
    E_FORM_DECIMALS: (label, { limit }) => (limit === 0 ? `“${label}”应为整数。请改正。` : `“${label}”最多保留 ${limit} 位小数。请改正。`),
    E_FORM_INCREMENT: (label, { below, above }) => `“${label}”的取值不合规定的间隔，最接近的是 ${below} 和 ${above}。请改正。`,
    E_FORM_LIMIT_INVALID: (label) => `“${label}”的取值范围设置有误，无法校验。请联系流程设计员。`,
    E_FORM_NOT_AN_OPTION: (label) => `“${label}”所选内容不在可选范围内。请重新选择。`,
    E_FORM_CHOSEN_TWICE: (label) => `“${label}”中有重复的选项。请去掉重复项。`,
    E_FORM_DATE_PASSED: (label) => `“${label}”不能早于今天。请重新选择。`,
    E_FORM_DATE_TOO_EARLY: (label, { limit }) => `“${label}”不能早于 ${limit}。请重新选择。`,
    E_FORM_DATE_TOO_LATE: (label, { limit }) => `“${label}”不能晚于 ${limit}。请重新选择。`,
    E_FORM_FILE_COUNT: (label, { limit }) => `“${label}”最多上传 ${limit} 个文件。请删去多余的文件。`,
    E_FORM_FILE_KIND: (label, { name, accept }) => `“${label}”中的“${name}”格式不符，只接受 ${accept}。请换一个文件。`,
    E_FORM_TOO_FEW_ROWS: (label, { limit }) => `“${label}”至少填写 ${limit} 行。请补充。`,
    E_FORM_TOO_MANY_ROWS: (label, { limit }) => `“${label}”最多 ${limit} 行。请删减。`,
    E_FORM_ROWS_FIXED: (label, { count, mayAdd }) =>
      mayAdd ? `“${label}”原有的 ${count} 行在本环节不能删除。请刷新页面后重新填写。` : `“${label}”在本环节固定为 ${count} 行，不能增删。请刷新页面后重新填写。`,
  },
}
