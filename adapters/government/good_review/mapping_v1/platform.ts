import { code } from '../../field_format/code.js'
import { required, type Field, optional } from '../../field_format/field.js'
import { count, identifier, personal, text, verbatim } from '../../field_format/text.js'
import { cityTime } from '../../mapping/city_fields.js'
import type { DataSet, Platform, Told } from '../../mapping/platform_mapping.js'
import { applicantType, evaluationChannel, idType, unitCreditCode } from '../../mapping/shared_codes.js'

type Source = Told<'evaluation'>

/** Counts upwards as ours does, and against the standard: below 3 is 差评. A feed that counts downwards says so in the target's table. */
const satisfaction = code('satisfaction', { 5: '5', 4: '4', 3: '3', 2: '2', 1: '1' })

/** 主题编码 of a joint case by the target's table `businessTaskCode`, business → code; a case of one item goes by its own. */
const taskCode: Field<Source>['as'] = (value, context) => {
  const { business, own } = value as { business: string; own: string | undefined }
  const found = own === undefined ? code('businessTaskCode', {})(business, context) : ({ ok: true, value: own } as const)
  return found.ok ? verbatim(31)(found.value, context) : found
}

const onlyItem = ({ content: { items = [] } }: Source) => (items.length === 1 ? items[0] : undefined)

const FIELDS: readonly Field<Source>[] = [
  required('projectNo', '办件编号', identifier(50), ({ content }) => content.caseNumber),
  required('deptCode', '办理单位统一社会信用代码', unitCreditCode, ({ content }) => content.unit.id),
  required('taskCode', '实施编码', taskCode, (told) => ({ business: told.content.business, own: onlyItem(told)?.implementationCode })),
  required('taskName', '事项名称', text(200), (told) => onlyItem(told)?.name ?? told.content.businessName),
  required('proDepart', '办理单位名称', text(100), ({ content }) => content.unit.name),
  required('userName', '申请人', personal(100), ({ content }) => content.applicant?.name),
  required('userProp', '服务对象', applicantType, ({ content }) => content.applicant?.kind),
  required('userPageType', '证件类型代码', idType, ({ content }) => content.applicant?.idKind),
  required('certKey', '证件号码', personal(18), ({ content }) => content.applicant?.idNumber.toUpperCase()),
  required('satisfaction', '满意度', satisfaction, ({ content }) => content.satisfaction),
  optional('writingEvaluation', '文字评价', text(500), ({ content }) => content.text),
  required('assessTime', '评价时间', cityTime, ({ content }) => content.evaluatedAtMs),
  required('assessNumber', '评价次数', count(1, 99), ({ content }) => content.evaluationNumber),
  required('dataSource', '评价渠道', evaluationChannel, ({ content }) => content.channel),
]

const EVALUATION: DataSet<'evaluation'> = { name: 'evaluation', version: '1.0', fields: FIELDS }

/** 国家好差评, as the province gathers it. */
export const GOOD_REVIEW_V1: Platform = { name: 'good-review', charset: 'GBK', dataSets: { evaluation: EVALUATION } }
