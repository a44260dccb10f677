import { XMLBuilder, XMLParser } from 'fast-xml-parser'
import { FACT_KINDS } from '#processes/foundation/deliveries/fact'
import type { TargetKind } from '#processes/foundation/deliveries/target'
import { checkAnswerRules, receiptOfAnswer } from './answer_rules.js'
import { checkRules, messageRules } from './field_rules.js'
import { genericMapping, type WriteMessage } from './generic_mapping.js'
import { exchangeText } from './web_exchange.js'

const ELEMENT = { pattern: /^[A-Za-z_][\w.-]*$/, message: '元素名用字母或“_”开头，只含字母、数字、“_”、“-”和“.”。' }
const ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/'
const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: false })
/** Entities are not expanded, attributes not read, prefixes dropped. */
const parser = new XMLParser({ ignoreAttributes: true, removeNSPrefix: true, processEntities: false, parseTagValue: false })

/** Characters XML 1.0 cannot hold, escaped or not. */
const UNWRITABLE = /(?![\t\n\r])\p{Control}|[\uFFFE\uFFFF]/gu

/** SOAP 1.1, document style: the fields are elements of the operation's. */
const write: WriteMessage = (values, { path = '', operation = 'Message', namespace = '' }) => {
  const fields = Object.fromEntries(values.map(([name, value]) => [name, value.replace(UNWRITABLE, '')]))
  const content = { [operation]: { ...(namespace === '' ? {} : { '@xmlns': namespace }), ...fields } }
  const body = builder.build({ 'soap:Envelope': { '@xmlns:soap': ENVELOPE, 'soap:Body': content } })
  return { path, contentType: 'text/xml; charset=utf-8', body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` }
}

/** An interface that takes SOAP or plain XML, set by data alone. `body` of the answer rules is the content of its soap:Body. */
export const soap: TargetKind = {
  kind: 'generic_soap', name: '通用接口（SOAP/XML）', takes: FACT_KINDS, currentMapping: '1', mappings: { 1: genericMapping(write) },
  check: (settings) => [
    ...checkRules(settings, FACT_KINDS, ELEMENT),
    ...Object.entries(messageRules(settings)).flatMap(([kind, { operation }]) => (operation !== undefined && ELEMENT.pattern.test(operation) ? [] : [{ path: `options.messages.${kind}.operation`, message: '请填写操作的元素名。' }])),
    ...checkAnswerRules(settings),
  ],
  async send(message, settings, tools) {
    const action = typeof settings.options.soapAction === 'string' ? settings.options.soapAction : ''
    const answer = await exchangeText(message, { accept: 'text/xml', soapaction: JSON.stringify(action) }, settings, tools)
    if ('receipt' in answer) return answer.receipt
    const body = bodyOf(answer.text)
    const fault = body?.Fault
    if (fault !== undefined) return { kind: 'rejected', code: 'SOAP_FAULT', reason: `对方退回：${textOf(fault).slice(0, 400) || '没有说明原因'}` }
    return receiptOfAnswer(answer.status, body, settings, tools.nowMs())
  },
}

function bodyOf(text: string): Record<string, unknown> | null {
  try {
    const { Envelope } = parser.parse(text) as { Envelope?: { Body?: Record<string, unknown> } }
    return Envelope?.Body ?? null
  } catch {
    return null
  }
}

const textOf = (fault: unknown): string => {
  if (typeof fault !== 'object' || fault === null) return String(fault)
  const { faultstring, Reason } = fault as { faultstring?: unknown; Reason?: { Text?: unknown } }
  return String(faultstring ?? Reason?.Text ?? '')
}
