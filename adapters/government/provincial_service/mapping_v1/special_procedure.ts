import { required, requiredIf, type Field } from '../../field_format/field.js'
import { identifier, text } from '../../field_format/text.js'
import { time } from '../../field_format/time.js'
import type { DataSet, Told } from '../../mapping/platform_mapping.js'
import { procedureKind } from './codes.js'
import { handlerField, PROJECT_NO, unitFields } from './shared_fields.js'

type Source = Told<'special_procedure'>

const hasEnded = ({ content }: Source): boolean => content.endedAtMs !== null

/** Ours keeps that it ended, and what became of the clock; the finding stands in the step that follows. */
const result = ({ content: { name, stopsClock } }: Source): string => `${name}结束${stopsClock ? '，恢复计算办理时限' : ''}`

const FIELDS: readonly Field<Source>[] = [
  PROJECT_NO,
  required('procedureNo', '特别程序标识', identifier(64), ({ content }) => `${content.itemNumber}-T${content.position}`),
  required('phase', '阶段', text(1), (told) => (hasEnded(told) ? '2' : '1')),
  required('kindCode', '特别程序种类代码', procedureKind, ({ content }) => content.kind),
  required('kindName', '特别程序种类名称', text(50), ({ content }) => content.name),
  required('startedAt', '开始时间', time('YYYYMMDDhh:mm:ss'), ({ content }) => content.beganAtMs),
  required('basis', '启动理由或依据', text(500), ({ content }) => [content.basis, content.reason].filter((words) => words.trim() !== '').join('；')),
  requiredIf('endedAt', '结束时间', time('YYYYMMDDhh:mm:ss'), hasEnded, ({ content }) => content.endedAtMs),
  requiredIf('result', '特别程序结果', text(500), hasEnded, result),
  ...unitFields<Source>(({ content }) => content.unit),
  handlerField('办理人', ({ content }) => content.handler),
]

/** 特别程序: told as it begins and, under the same number, as it ends. */
export const SPECIAL_PROCEDURE: DataSet<'special_procedure'> = { name: 'special-procedure', version: '1.0', fields: FIELDS }
