import { declareValue, type DeclaredValue } from '../manifest/declared_value.js'
import { deviceKey, type Device } from './device.js'
import type { AlarmRule, Condition, RuleBusiness } from './rule.js'

/** A rule ready for use. */
export interface PreparedRule {
  rule: AlarmRule
  /** Of its conditions: equal while they are. */
  sign: string
  appliesTo(device: Device): boolean
  /** Whether the device's own alarm of this kind is one that the rule hears. */
  hears(ownKind: string): boolean
  /** It waits for nothing to come, which old data say nothing of. */
  noticesSilence: boolean
}

/** FNV-1a, 32 bits: tells one text from another that is not meant to look like it, no more. */
export const signOf = (text: string): string => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}

/** The conditions directly inside one. */
export const innerOf = (condition: Condition): readonly Condition[] => {
  if (condition.type === 'all' || condition.type === 'any') return condition.of
  return condition.type === 'lasting' || condition.type === 'repeated' ? [condition.of] : []
}

const everyOf = (condition: Condition): readonly Condition[] => [condition, ...innerOf(condition).flatMap(everyOf)]

export function prepareRule(rule: AlarmRule): PreparedRule {
  const kinds = new Set(rule.deviceKinds)
  const devices = new Set(rule.devices)
  const heard = rule.levels.flatMap(({ when }) => everyOf(when)).flatMap((one) => (one.type === 'own_alarm' ? [one.kinds] : []))
  return {
    rule,
    sign: signOf(JSON.stringify(rule.levels)),
    appliesTo: (device) => (kinds.size === 0 && devices.size === 0) || kinds.has(device.kind) || devices.has(deviceKey(device)),
    noticesSilence: noticesSilence(rule),
    hears: (ownKind) => heard.some((list) => list.length === 0 || list.includes(ownKind)),
  }
}

/** Whether a rule notices that nothing comes. */
export const noticesSilence = ({ enabled, levels }: AlarmRule): boolean => enabled && levels.flatMap(({ when }) => everyOf(when)).some(({ type }) => type === 'offline')

/** Variables of a business, compiled once; what does not compile is null, and was refused when the rule was saved. */
export function declareVariables({ variables }: RuleBusiness): readonly (readonly [name: string, value: DeclaredValue])[] {
  return Object.entries(variables).map(([name, source]) => {
    const declared = declareValue(source)
    return [name, declared.ok ? declared.value : { kind: 'literal', value: null }] as const
  })
}

/** Rules in force; which of them a device has is looked up once per kind and device. */
export interface RuleBook {
  rulesFor(device: Device): readonly PreparedRule[]
  find(ruleId: string): PreparedRule | null
}

export function createRuleBook(rules: readonly AlarmRule[]): RuleBook {
  const prepared = rules.filter(({ enabled }) => enabled).map(prepareRule)
  const byId = new Map(prepared.map((one) => [one.rule.id, one]))
  const singled = prepared.filter(({ rule }) => rule.devices.length > 0)
  const singledDevices = new Set(singled.flatMap(({ rule }) => rule.devices))
  const byKind = new Map<string, readonly PreparedRule[]>()
  return {
    rulesFor(device) {
      if (singledDevices.has(deviceKey(device))) return prepared.filter((one) => one.appliesTo(device))
      let found = byKind.get(device.kind)
      if (!found) byKind.set(device.kind, (found = prepared.filter((one) => one.appliesTo(device))))
      return found
    },
    find: (ruleId) => byId.get(ruleId) ?? null,
  }
}
