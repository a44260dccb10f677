import type { MaterialFact } from '#processes/foundation/deliveries/case_facts'
import { optional, records, required, requiredIf, type Field } from '../../field_format/field.js'
import { count, identifier, personal, phone, text } from '../../field_format/text.js'
import { time } from '../../field_format/time.js'
import type { DataSet, Told } from '../../mapping/platform_mapping.js'
import { applicantType, idType } from '../../mapping/shared_codes.js'
import { projectType, receiveWay, source, yesNo } from './codes.js'
import { DIVISION_CODE, PROJECT_NO, TASK_CODE, TASK_NAME } from './shared_fields.js'

type Source = Told<'application'>

/** n..2, and something of what was received there must be. */
const QUANTITY = count(1, 99)

const MATERIAL: readonly Field<MaterialFact>[] = [
  required('name', '材料名称', text(200), ({ name }) => name),
  required('isReceived', '是否收取', text(1), ({ received }) => yesNo(received)),
  requiredIf('receiveWay', '收取方式', receiveWay, ({ received }) => received, ({ form }) => form),
  requiredIf('quantity', '收取数量', QUANTITY, ({ received }) => received, ({ copies }) => Math.max(copies, 1)),
  requiredIf('receivedAt', '收取时间', time('YYYYMMDDhhmmss'), ({ received }) => received, ({ receivedAtMs }) => receivedAtMs),
]

const FIELDS: readonly Field<Source>[] = [
  PROJECT_NO,
  optional('parentProjectNo', '主办件编号', identifier(50), ({ content }) => (content.caseNumber === content.itemNumber ? null : content.caseNumber)),
  TASK_CODE,
  TASK_NAME,
  required('projectType', '办件类型代码', projectType, ({ content }) => content.itemKind),
  required('applicantType', '服务对象', applicantType, ({ content }) => content.applicant.kind),
  required('applicantName', '申请者名称', personal(100), ({ content }) => content.applicant.name),
  required('idType', '证件类型代码', idType, ({ content }) => content.applicant.idKind),
  required('idNo', '证件号码', personal(18), ({ content }) => content.applicant.idNumber.toUpperCase()),
  optional('contactName', '联系人姓名', personal(100), ({ content }) => content.applicant.contact),
  required('contactPhone', '手机号码', phone, ({ content }) => content.applicant.phone),
  optional('agentName', '代理人姓名', personal(100), ({ content }) => content.applicant.agent),
  required('source', '申报来源代码', source, ({ content }) => content.source),
  required('appliedAt', '申请时间', time('YYYYMMDDhhmmss'), ({ content }) => content.appliedAtMs),
  DIVISION_CODE,
  optional('materials', '申请材料', records(MATERIAL, 200), ({ content }) => content.materials),
]

/** 申请: GB/T 39046—2020 data set of applications with its materials. */
export const APPLICATION: DataSet<'application'> = { name: 'application', version: '1.0', fields: FIELDS }
