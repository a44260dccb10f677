import { optional, required, requiredIf, type Field } from '../../field_format/field.js'
import { text } from '../../field_format/text.js'
import { time } from '../../field_format/time.js'
import type { DataSet, Told } from '../../mapping/platform_mapping.js'
import { projectType } from './codes.js'
import { DIVISION_CODE, handlerField, PROJECT_NO, TASK_CODE, TASK_NAME, unitFields } from './shared_fields.js'

type Source = Told<'acceptance'>

const isAccepted = ({ content }: Source): boolean => content.accepted

/** 即办件 has no promised days: it is promised for the moment it is accepted. */
const promisedAtMs = ({ content: { promisedDueAtMs, itemKind, acceptedAtMs } }: Source): number | null =>
  promisedDueAtMs ?? (itemKind === 'immediate' ? acceptedAtMs : null)

const FIELDS: readonly Field<Source>[] = [
  PROJECT_NO,
  TASK_CODE,
  TASK_NAME,
  required('acceptResult', '受理结果', text(1), (told) => (isAccepted(told) ? '1' : '2')),
  ...unitFields<Source>(({ content }) => content.acceptingUnit),
  handlerField('受理人员', ({ content }) => content.acceptedBy),
  required('acceptedAt', '受理时间', time('YYYYMMDDThhmmss'), ({ content }) => content.acceptedAtMs),
  optional('documentNo', '受理文书编号', text(30), ({ content }) => content.documentNumber),
  requiredIf('promisedAt', '承诺办结时间', time('YYYYMMDDhhmmss'), isAccepted, promisedAtMs),
  required('projectType', '办件类型代码', projectType, ({ content }) => content.itemKind),
  requiredIf('refuseReason', '不予受理理由', text(1000), (told) => !isAccepted(told), ({ content }) => content.reason),
  DIVISION_CODE,
]

/** 受理 or 不予受理. */
export const ACCEPTANCE: DataSet<'acceptance'> = { name: 'acceptance', version: '1.0', fields: FIELDS }
