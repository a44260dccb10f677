import type { SourceElement } from '#engine/model/source_element'

/**
 * What may stand among several definitions of an event, by its type. Of what is thrown, in the order of throwing: what ends the thrower's way
 * comes last, so that all others are thrown as well. Links lead elsewhere than the event's own flows, and compensation is caught without any.
 */
const ONE_OF_SEVERAL: Readonly<Record<string, readonly string[]>> = {
  startEvent: ['message', 'timer', 'signal', 'conditional', 'error', 'escalation'],
  intermediateCatchEvent: ['message', 'timer', 'signal', 'conditional'],
  boundaryEvent: ['message', 'timer', 'signal', 'conditional', 'error', 'escalation', 'cancel'],
  intermediateThrowEvent: ['message', 'signal', 'compensate', 'escalation'],
  endEvent: ['message', 'signal', 'compensate', 'escalation', 'error', 'cancel', 'terminate'],
}

/** Place of an event's kind (`endEvent:message`) among those that may stand together; -1 = it has to be an event of its own. */
export function placeAmongSeveral(kind: string): number {
  const [type = '', definition = ''] = kind.split(':')
  return ONE_OF_SEVERAL[type]?.indexOf(definition) ?? -1
}

/** What an event with several definitions is defined by, in document order: `message`, `timer` … */
export const definitionKinds = (source: SourceElement): string[] =>
  (source.eventDefinitions as SourceElement[]).map(({ $type }) => $type.replace(/^.*:(.)(.*?)EventDefinition$/, (_all, first: string, rest: string) => first.toLowerCase() + rest))

const KIND_TEXTS: Readonly<Record<string, string>> = {
  message: '消息', signal: '信号', timer: '定时', conditional: '条件', error: '错误', escalation: '升级', cancel: '取消', compensate: '补偿', link: '链接', terminate: '终止',
}

/** Such kinds in words. */
export const kindText = (kinds: readonly string[]): string => [...new Set(kinds)].map((kind) => `“${KIND_TEXTS[kind] ?? kind}”`).join('、')
