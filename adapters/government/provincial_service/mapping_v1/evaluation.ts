import { optional, required, type Field } from '../../field_format/field.js'
import { count, identifier, personal, text } from '../../field_format/text.js'
import { time } from '../../field_format/time.js'
import type { DataSet, Told } from '../../mapping/platform_mapping.js'
import { evaluationChannel } from '../../mapping/shared_codes.js'
import { satisfaction } from './codes.js'

type Source = Told<'evaluation'>

const FIELDS: readonly Field<Source>[] = [
  required('projectNo', '办件编号', identifier(50), ({ content }) => content.caseNumber),
  required('evaluationNo', '评价次数', count(1, 99), ({ content }) => content.evaluationNumber),
  required('channel', '评价渠道', evaluationChannel, ({ content }) => content.channel),
  optional('evaluatorName', '评价人', personal(100), ({ content }) => content.evaluator),
  required('evaluatedAt', '评价时间', time('YYYYMMDDhhmmss'), ({ content }) => content.evaluatedAtMs),
  required('satisfaction', '满意度代码', satisfaction, ({ content }) => content.satisfaction),
  optional('comment', '文字评价', text(500), ({ content }) => content.text),
]

/** 评价 of the whole case, under the number of the joint case. */
export const EVALUATION: DataSet<'evaluation'> = { name: 'evaluation', version: '1.0', fields: FIELDS }
