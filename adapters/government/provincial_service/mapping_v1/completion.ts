import type { CompletionFact } from '#processes/foundation/deliveries/case_facts'
import { optional, required, requiredIf, type Field } from '../../field_format/field.js'
import { misfit, formatted, type Format } from '../../field_format/formatted.js'
import { text } from '../../field_format/text.js'
import { time, timeText } from '../../field_format/time.js'
import type { DataSet, Told } from '../../mapping/platform_mapping.js'
import { completionResult } from './codes.js'
import { DIVISION_CODE, handlerField, PROJECT_NO, TASK_CODE } from './shared_fields.js'

type Source = Told<'completion'>
type Certificate = CompletionFact['certificates'][number] & { number: string }

/** 结果证照 that is told: the first with a number. The platform has room for one. */
export const certificateOf = ({ content }: Source): Certificate | undefined => {
  const [first] = content.certificates.filter((one): one is Certificate => one.number !== null && one.number !== '')
  return content.result === 'granted' ? first : undefined
}

export const hasCertificate = (told: Source): boolean => certificateOf(told) !== undefined

/** The result in words, with the certificates that the fields have no room for. */
function description(told: Source): string {
  const shown = certificateOf(told)
  const others = told.content.certificates.filter((one) => one !== shown).map(({ name, number }) => `${name}${number === null ? '' : `（${number}）`}`)
  return [told.content.resultText, others.length > 0 ? `另有：${others.join('、')}` : ''].filter((words) => words !== '').join('。')
}

/** `20311231` of a day of ours (`2031-12-31`). */
export const validDay: Format = (value) => {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value))
  return day ? formatted(day.slice(1).join('')) : misfit('不是日期')
}

/** Valid for ever: no day is set, or the words say so. */
export const isForEver = (validUntil: string | null): boolean => validUntil === null || validUntil.trim() === '' || /^(长期|永久)/.test(validUntil.trim())

/** Its first day: what the permit says, else the day it was issued. */
export const validFromOf = ({ validFrom, issuedAtMs }: Certificate): string => validFrom ?? timeText(issuedAtMs, 'YYYY-MM-DD')

const validity: Format = (value, context) => {
  const { validUntil } = value as Certificate
  if (isForEver(validUntil)) return formatted('长期')
  const [from, until] = [validDay(validFromOf(value as Certificate), context), validDay(validUntil, context)]
  return from.ok && until.ok ? formatted(`${String(from.value)}-${String(until.value)}`) : misfit('不是日期')
}

/** What both versions of the table begin with. */
export const BEFORE_VALIDITY: readonly Field<Source>[] = [
  PROJECT_NO,
  TASK_CODE,
  handlerField('办理人', ({ content }) => content.handler),
  required('completedAt', '办结时间', time('YYYYMMDDThhmmss'), ({ content }) => content.completedAtMs),
  required('result', '办结结果', completionResult, ({ content }) => content.result),
  optional('resultDesc', '结果描述', text(1000), description),
  requiredIf('certificateName', '结果证照名称', text(200), hasCertificate, (told) => certificateOf(told)?.name),
  requiredIf('certificateNo', '结果证照编号', text(50), hasCertificate, (told) => certificateOf(told)?.number),
]

/** What both end with. Cases of the county carry neither fees nor parcels, so both are told as 否. */
export const AFTER_VALIDITY: readonly Field<Source>[] = [
  requiredIf('issuer', '发证（盖章）单位', text(100), hasCertificate, (told) => certificateOf(told)?.issuedBy.name),
  DIVISION_CODE,
  required('isExpress', '是否快递', text(1), () => '0'),
  required('isCharged', '是否收费', text(1), () => '0'),
]

const FIELDS: readonly Field<Source>[] = [
  ...BEFORE_VALIDITY,
  requiredIf('certificateValidity', '证照有效期限', validity, hasCertificate, certificateOf),
  ...AFTER_VALIDITY,
]

/** 办结, with the validity of the certificate in one field. */
export const COMPLETION: DataSet<'completion'> = { name: 'completion', version: '1.0', fields: FIELDS }
