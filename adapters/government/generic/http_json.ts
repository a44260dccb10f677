import { FACT_KINDS } from '#processes/foundation/deliveries/fact'
import type { TargetKind } from '#processes/foundation/deliveries/target'
import { checkAnswerRules, receiptOfAnswer } from './answer_rules.js'
import { checkRules } from './field_rules.js'
import { genericMapping, type WriteMessage } from './generic_mapping.js'
import { exchangeText } from './web_exchange.js'

const NAMES = { pattern: /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*$/, message: '字段名用字母、数字、“_”和“-”，下级字段用“.”隔开。' }
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** `applicant.name` becomes `{applicant: {name}}`. */
const write: WriteMessage = (values, { path = '/' }) => {
  const body: Record<string, unknown> = {}
  for (const [name, value] of values) {
    const parts = name.split('.')
    let place = body
    for (const part of parts.slice(0, -1)) place = (Object.hasOwn(place, part) && typeof place[part] === 'object' ? place[part] : (place[part] = {})) as Record<string, unknown>
    place[parts.at(-1)!] = value
  }
  return { path, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) }
}

/** Any interface that takes JSON by POST, set by data alone. */
export const httpJson: TargetKind = {
  kind: 'generic_http', name: '通用接口（HTTP/JSON）', takes: FACT_KINDS, currentMapping: '1', mappings: { 1: genericMapping(write) },
  check: (settings) => [
    ...checkRules(settings, FACT_KINDS, { ...NAMES, pattern: NAMES.pattern }),
    ...Object.entries(settings.options.messages ?? {}).flatMap(([kind, rule]) =>
      (rule as { fields?: { name?: unknown }[] }).fields?.some(({ name }) => String(name).split('.').some((part) => FORBIDDEN.has(part))) ? [{ path: `options.messages.${kind}`, message: '字段名不能用。' }] : [],
    ),
    ...checkAnswerRules(settings),
  ],
  async send(message, settings, tools) {
    const answer = await exchangeText(message, { accept: 'application/json' }, settings, tools)
    if ('receipt' in answer) return answer.receipt
    return receiptOfAnswer(answer.status, parsed(answer.text), settings, tools.nowMs())
  },
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
