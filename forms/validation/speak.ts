import type { LocaleName } from '#forms/schema/locale'
import type { Fault, FaultDetails } from './fault.js'
import { en } from './messages/en.js'
import { zhCn, type FaultMessages } from './messages/zh_cn.js'
import type { RowsAround } from './rows_around.js'
import type { Refusal } from './take_submission.js'
import type { SubmissionError } from './submission.js'

/** Says a refusal: path, code and one sentence with the field's label and row. */
export function speak(refusal: Refusal, locale: LocaleName = 'zh-CN'): SubmissionError {
  const messages = locale === 'en' ? en : zhCn
  const label = labelInRows(refusal.label, refusal.rows, messages)
  return { path: refusal.path, code: refusal.fault.code, message: sentence(messages, label, refusal.fault) }
}

function sentence(messages: FaultMessages, label: string, { code, details }: Fault): string {
  const say = messages.fault[code] as (label: string, details: FaultDetails[typeof code]) => string
  return say(label, details)
}

function labelInRows(label: string, rows: RowsAround, messages: FaultMessages): string {
  return rows.reduceRight((inside, { list, index }) => messages.inRow(list.label, index + 1, inside), label)
}
