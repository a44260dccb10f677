import { FACT_NAMES } from '#processes/foundation/deliveries/fact'
import type { Mapping, OutboundMessage } from '#processes/foundation/deliveries/target'
import { fillFields, messageRules, type MessageRule } from './field_rules.js'

/** How one kind writes its fields. */
export type WriteMessage = (values: readonly (readonly [string, string])[], rule: MessageRule) => Pick<OutboundMessage, 'path' | 'contentType' | 'body'>

/** The mapping of a target that is set by data: the rules are in its settings, `write` gives them a form. */
export const genericMapping = (write: WriteMessage): Mapping => (fact, settings, context) => {
  const rules = messageRules(settings)
  const rule = Object.hasOwn(rules, fact.kind) ? rules[fact.kind] : undefined
  if (fact.drill) return { ok: false, reason: '演练数据不对外推送。' }
  if (rule === undefined) return { ok: false, reason: `没有配置“${FACT_NAMES[fact.kind]}”的字段对应。请在对接目标中配置，或不推送这类数据。` }
  const filled = fillFields(rule, fact, settings, context)
  return filled.ok ? { ok: true, message: { messageId: context.messageId, method: 'POST', ...write(filled.values, rule) } } : filled
}
