/** Rules of form shared by several data sets. */
export const creditCode = { words: '18 位数字和大写字母（不含 I、O、S、V、Z）', is: /^[0-9A-HJ-NPQRTUWXY]{18}$/ }
export const phone = { words: '11 位手机号，或区号-固定电话', is: /^(1\d{10}|0\d{2,3}-?\d{7,8})$/ }
/** For the number of a paper whose kind stands in `kindField`: held against the form where it is a resident identity card. */
export const identityNumber = (kindField: string) => ({ words: '居民身份证为 17 位数字加 1 位数字或 X', is: /^\d{17}[\dX]$/, when: { field: kindField, is: '111' } })
