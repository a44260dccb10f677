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

const ofUnit = code('unitCreditCode', {})

/** 统一社会信用代码 of one of our units: by the target's table `unitCreditCode`, unit → code. */
export const unitCreditCode: Format = (unit, context) => {
  const found = ofUnit(unit, context)
  return found.ok ? creditCode(found.value, context) : found
}
