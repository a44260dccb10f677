import { optional, required, type Field } from '../../field_format/field.js'
import { identifier, text } from '../../field_format/text.js'
import { time } from '../../field_format/time.js'
import type { DataSet, Told } from '../../mapping/platform_mapping.js'
import { action } from './codes.js'
import { handlerField, PROJECT_NO, unitFields } from './shared_fields.js'

type Source = Told<'process'>

/** 环节状态: steps are told when they are done. */
const DONE = '2'
/** A step sent back without a word still needs one there. */
const opinion = ({ content: { opinion: words, action: what, stepName } }: Source): string => (words.trim() === '' && what === 'returned' ? `${stepName}退回` : words)

const FIELDS: readonly Field<Source>[] = [
  PROJECT_NO,
  required('stepNo', '环节标识', identifier(64), ({ content }) => content.stepId),
  required('stepName', '环节名称', text(100), ({ content }) => content.stepName),
  required('stepStatus', '环节状态', text(1), () => DONE),
  required('action', '业务动作', action, ({ content }) => content.action),
  handlerField('环节处理人', ({ content }) => content.handler),
  optional('opinion', '办理意见', text(1000), opinion),
  required('startedAt', '开始时间', time('YYYYMMDDThhmmss'), ({ content }) => content.beganAtMs),
  required('endedAt', '结束时间', time('YYYYMMDDThhmmss'), ({ content }) => content.endedAtMs),
  ...unitFields<Source>(({ content }) => content.unit),
]

/** 办理过程: one step of an item. */
export const PROCESS: DataSet<'process'> = { name: 'process', version: '1.0', fields: FIELDS }
