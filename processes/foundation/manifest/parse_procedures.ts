import type { JsonReader } from './json_reader.js'
import type { CaseDeclaration, ExtensionDeclaration, ItemDeclaration, ProcedureDeclaration, WithdrawalDeclaration } from './manifest.js'
import { readValue } from './read_value.js'

/** 行政许可法 45: the time of these is outside every limit. Anything else stops a clock only where the item's own law says so. */
const OUTSIDE_LIMITS: ReadonlySet<string> = new Set(['听证', '招标', '拍卖', '检验', '检测', '检疫', '鉴定', '专家评审'])
const LAW = '《中华人民共和国行政许可法》第四十五条'

export function readProcedure(reader: JsonReader): ProcedureDeclaration {
  const kind = reader.text('kind')
  const byLaw = OUTSIDE_LIMITS.has(kind)
  const stopsClock = reader.flag('stopsClock', byLaw)
  const basis = reader.optionalText('basis')
  if (stopsClock && !byLaw && basis === null) {
    reader.complain('basis', `“${kind}”不在行政许可法第四十五条所列之内，要停止计时须写明依据（basis）。请补上，或改为 "stopsClock": false。`)
  }
  return { kind, stopsClock, basis: basis ?? (stopsClock ? LAW : '') }
}

export function readExtension(reader: JsonReader): ExtensionDeclaration {
  return { days: reader.count('days'), approver: reader.text('approver'), basis: reader.optionalText('basis') ?? '《中华人民共和国行政许可法》第四十二条' }
}

export function readForward(reader: JsonReader): NonNullable<ItemDeclaration['forward']> {
  return { to: reader.text('to'), basis: reader.text('basis') }
}

export function readItemEvents(reader: JsonReader): Pick<CaseDeclaration, 'procedures' | 'extension' | 'reasons' | 'unsupervisedTasks' | 'forwardedBy' | 'deemedWithdrawnBy' | 'withdrawal'> {
  const reasons = reader.has('reasons') ? reader.object('reasons') : null
  return {
    reasons: reasons && { events: reasons.texts('events'), value: readValue(reasons, 'value') },
    unsupervisedTasks: reader.texts('unsupervisedTasks'),
    procedures: reader.has('procedures') ? readProcedureEvents(reader.object('procedures')) : null,
    extension: reader.has('extension') ? readExtensionEvents(reader.object('extension')) : null,
    forwardedBy: reader.optionalText('forwardedBy'),
    deemedWithdrawnBy: reader.optionalText('deemedWithdrawnBy'),
    withdrawal: reader.has('withdrawal') ? readWithdrawal(reader.object('withdrawal')) : null,
  }
}

const oneOrMore = (reader: JsonReader, name: string): string[] => (Array.isArray(reader.value(name)) ? reader.texts(name) : [reader.text(name)])

const readProcedureEvents = (reader: JsonReader): NonNullable<CaseDeclaration['procedures']> => ({
  begin: oneOrMore(reader, 'begin'),
  end: oneOrMore(reader, 'end'),
  kind: readValue(reader, 'kind'),
  days: readValue(reader, 'days'),
  reason: readValue(reader, 'reason'),
})

const readWithdrawal = (reader: JsonReader): WithdrawalDeclaration => ({ event: reader.text('event'), message: reader.text('message'), until: reader.texts('until') })

const readExtensionEvents = (reader: JsonReader): NonNullable<CaseDeclaration['extension']> => ({
  ask: reader.text('ask'),
  grant: reader.text('grant'),
  reason: readValue(reader, 'reason'),
})
