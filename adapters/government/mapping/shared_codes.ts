import type { SettingsProblem, TargetSettings } from '#processes/foundation/deliveries/target'
import { code, type CodeTable } from '../field_format/code.js'
import { creditCode } from '../field_format/text.js'
import type { Format } from '../field_format/formatted.js'

/** An organisation is taken for an enterprise; a target that knows better says so in its table. */
const APPLICANT_TYPE: CodeTable = { person: '1', organisation: '2' }
/** GA/T 517 for persons; our forms write the names. */
const ID_TYPE: CodeTable = {
  居民身份证: '111', 身份证: '111', 临时居民身份证: '112', 居民户口簿: '113', 军官证: '114', 护照: '414', 普通护照: '414', 台湾居民来往大陆通行证: '511',
  港澳居民来往内地通行证: '516', 统一社会信用代码: '001',
}
const EVALUATION_CHANNEL: CodeTable = { window: '1', public: '2', mobile: '3', sms: '4', terminal: '5' }

/** Tables that several platforms share, from our words; a target's own table of the same name goes before. */
export const applicantType = code('applicantType', APPLICANT_TYPE)
export const idType = code('idType', ID_TYPE)
export const evaluationChannel = code('evaluationChannel', EVALUATION_CHANNEL, '9')

/** What is wrong with a target's table of units, for who sets it up: without it nothing that names a unit can be told. */
export function unitCodeProblems({ codes }: Pick<TargetSettings, 'codes'>): readonly SettingsProblem[] {
  const units = Object.entries(codes.unitCreditCode ?? {})
  const wrong = units.filter(([, value]) => !creditCode(value, { codes, charset: 'UTF-8', rareCharacters: 'refuse' }).ok).map(([unit]) => unit)
  if (units.length === 0) return [{ path: 'codes.unitCreditCode', message: '请在代码表 unitCreditCode 中填写各单位的统一社会信用代码，上报时要用。' }]
  return wrong.length === 0 ? [] : [{ path: 'codes.unitCreditCode', message: `代码表 unitCreditCode 中 ${wrong.join('、')} 的统一社会信用代码不是 18 位数字和大写字母（不含 I、O、S、V、Z）。请更正。` }]
}

const ofUnit = code('unitCreditCode', {})

/** 统一社会信用代码 of one of our units: by the target's table `unitCreditCode`, unit → code. */
export const unitCreditCode: Format = (unit, context) => {
  const found = ofUnit(unit, context)
  return found.ok ? creditCode(found.value, context) : found
}
