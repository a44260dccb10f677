import { maskPhone } from '#processes/foundation/documents/mask'
import { code } from '../../field_format/code.js'
import { optional, required, type Field } from '../../field_format/field.js'
import { identifier, personal, phone, text } from '../../field_format/text.js'
import { cityTime } from '../../mapping/city_fields.js'
import type { DataSet, Platform, Told } from '../../mapping/platform_mapping.js'

type Source = Told<'case_progress'>

/** States of our life-cycles of a case; one that a business adds is 办理中, unless the target's table says otherwise. 视为撤回 has no code there: the nearest is 撤回 (09), the text says what it was. */
const status = code('progressStatus', {
  received: '02', supplementing: '05', reviewing: '04', delivering: '08', closed: '06', revoked: '07', lapsed: '07', not_accepted: '07', withdrawn: '09', deemed_withdrawn: '09', cancelled: '07',
}, '04')

const MOBILE = /(?<!\d)1\d{10}(?!\d)/g

/** What the applicant reads: no number of a card or a phone in it. */
const content = ({ content: { businessName, caseNumber, statusText } }: Source): string =>
  `您申请的“${businessName}”（${caseNumber}）：${statusText}。`.replace(MOBILE, maskPhone)

const FIELDS: readonly Field<Source>[] = [
  required('projectNo', '办件编号', identifier(50), (told) => told.content.caseNumber),
  required('noticeNo', '通知标识', identifier(64), (told) => `${told.content.caseNumber}-${told.content.sequence}`),
  required('businessName', '事项名称', text(200), (told) => told.content.businessName),
  required('idNo', '办事人证件号码', personal(18), (told) => told.content.applicantIdNumber.toUpperCase()),
  optional('phone', '办事人手机', phone, (told) => told.content.phone),
  required('status', '进度代码', status, (told) => told.content.status),
  required('content', '通知内容', text(200), content),
  required('departmentName', '办理单位', text(100), (told) => told.content.unit.name),
  required('occurredAt', '时间', cityTime, ({ fact }) => fact.atMs),
]

/** Progress of a case for its applicant: who he is goes by the number of his card alone. */
const PROGRESS: DataSet<'case_progress'> = { name: 'progress', version: '1.0', fields: FIELDS }

/** 我的长沙. */
export const MY_CHANGSHA_V1: Platform = { name: 'my-changsha', charset: 'UTF-8', dataSets: { case_progress: PROGRESS } }
